package io.howdah.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.TestPooler;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A reload changes each group of settings while clients and servers are connected. The new values apply to them, and none is
 * dropped.
 */
@Timeout(120)
class ReloadedSettingsTest {

    private static ErrorResponse error(List<Frame> answer) {
        return answer.stream().filter(frame -> frame.type() == 'E').findFirst().map(frame -> ErrorResponse.read(frame.buffer()))
                .orElseThrow();
    }

    @Test
    @DisplayName("Sizes of pools: more servers for those who wait already, fewer as they come free, the reserve and caps too")
    void sizes() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 1");
                ScriptedClient one = pooler.client();
                ScriptedClient two = pooler.client();
                ScriptedClient three = pooler.client()) {
            one.query("begin");
            two.send(Frames.query("begin"));
            three.send(Frames.query("begin"));
            pooler.awaitWaiting(2);
            pooler.reload(TestPooler.withDatabase(server, "default_pool_size: 2"));
            pooler.awaitWaiting(1);
            pooler.reload(TestPooler.withDatabase(server, "default_pool_size: 2", "reserve_pool_size: 1",
                    "reserve_pool_timeout: 100ms"));
            pooler.awaitWaiting(0);
            two.readUntil((byte) 'Z');
            three.readUntil((byte) 'Z');
            pooler.reload(TestPooler.withDatabase(server, "default_pool_size: 1"));
            assertThat(server.open()).as("nobody loses the server it has").isEqualTo(3);
            one.query("commit");
            two.query("commit");
            three.query("commit");
            Await.until("one server", () -> server.open() == 1);
            pooler.awaitLog("closing because: too many servers in the pool");
            pooler.reload(TestPooler.withDatabase(server, "default_pool_size: 5", "max_db_connections: 1"));
            one.query("begin");
            two.send(Frames.query("select 1"));
            pooler.awaitWaiting(1);
            one.query("commit");
            two.readUntil((byte) 'Z');
            assertThat(server.open()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("Timeouts: one that is set holds for a transaction that is open and for a client that waits")
    void timeouts() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 1");
                ScriptedClient holder = pooler.client();
                ScriptedClient waits = pooler.client();
                ScriptedClient quiet = pooler.client()) {
            holder.query("begin");
            waits.send(Frames.query("select 1"));
            pooler.awaitWaiting(1);
            pooler.reload(TestPooler.withDatabase(server, "default_pool_size: 1", "query_wait_timeout: 200ms"));
            assertThat(waits.expectError().message()).isEqualTo("query_wait_timeout");
            pooler.reload(TestPooler.withDatabase(server, "default_pool_size: 1", "idle_transaction_timeout: 200ms"));
            assertThat(holder.expectError().message()).isEqualTo("idle transaction timeout");
            pooler.reload(TestPooler.withDatabase(server, "default_pool_size: 1", "query_timeout: 200ms"));
            quiet.send(Frames.query("hold"));
            assertThat(quiet.expectError().message()).isEqualTo("query timeout");
            try (ScriptedClient idle = pooler.client()) {
                pooler.reload(TestPooler.withDatabase(server, "default_pool_size: 1", "client_idle_timeout: 200ms"));
                assertThat(idle.expectError().message()).isEqualTo("client_idle_timeout");
            }
        }
    }

    @Test
    @DisplayName("What is done to servers: idle timeout and reset query hold for those that are open, another connect_query renews them")
    void servers() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server);
                ScriptedClient client = pooler.client()) {
            client.query("select 1");
            assertThat(server.open()).isEqualTo(1);
            pooler.awaitIdle(1);
            pooler.reload(TestPooler.withDatabase(server, "server_reset_query: select reset", "server_reset_query_always: true"));
            client.query("select 2");
            Await.until("the reset", () -> server.queries("select reset") == 1);
            assertThat(server.logins()).isEqualTo(1);
            pooler.reload("databases: {db: {host: 127.0.0.1, port: " + server.port() + ", connect_query: select hello}}",
                    "users: {u: {}}");
            client.query("select 3");
            assertThat(server.queries("select hello")).isEqualTo(1);
            assertThat(server.logins()).isEqualTo(2);
            pooler.awaitLog("closing because: database configuration changed");
            pooler.reload("databases: {db: {host: 127.0.0.1, port: " + server.port() + ", connect_query: select hello}}",
                    "users: {u: {}}",
                    "server_idle_timeout: 100ms");
            Await.until("no server", () -> server.open() == 0);
            client.query("select 4");
        }
    }

    @Test
    @DisplayName("Who may come: another auth_type, password or list of users holds for the next login; who is there stays")
    void logins() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.start("auth_type: plain", "users: {u: {password: old}, v: {password: old}}",
                        database(server));
                ScriptedClient there = pooler.unconnected()) {
            there.loginWithPassword("u", "db", "old");
            pooler.reload("auth_type: plain", "users: {u: {password: new}, w: {password: new}}", database(server));
            there.query("select 1");
            assertThat(refusal(pooler, "u", "old")).isEqualTo("password authentication failed");
            assertThat(refusal(pooler, "v", "old")).isEqualTo("password authentication failed");
            for (String user : new String[] {"u", "w"}) {
                try (ScriptedClient next = pooler.unconnected()) {
                    next.loginWithPassword(user, "db", "new");
                    next.query("select 1");
                }
            }
            pooler.reload("auth_type: trust", "users: {u: {password: new}}", database(server));
            pooler.clientOf("u", "db").close();
            pooler.reload("auth_type: scram-sha-256", "users: {u: {password: new}}", database(server));
            try (ScriptedClient next = pooler.unconnected()) {
                next.loginWithPassword("u", "db", "new");
            }
            there.query("select 2");
        }
    }

    private static String database(FakePostgres server) {
        return "databases: {db: {host: 127.0.0.1, port: " + server.port() + "}}";
    }

    private static String refusal(TestPooler pooler, String user, String password) throws Exception {
        try (ScriptedClient client = pooler.unconnected()) {
            client.startup(user, "db");
            client.expect((byte) 'R');
            client.send(Frames.password(password));
            return client.expectError().message();
        }
    }

    @Test
    @DisplayName("admin_users and stats_users hold for consoles that are open")
    void consoles() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "admin_users: u");
                ScriptedClient console = pooler.clientOf("u", "pgbouncer")) {
            assertThat(console.query("RECONNECT")).noneMatch(frame -> frame.type() == 'E');
            pooler.reload(TestPooler.withDatabase(server, "stats_users: u"));
            assertThat(error(console.query("RECONNECT")).message()).isEqualTo("admin access needed");
            assertThat(console.query("SHOW POOLS")).noneMatch(frame -> frame.type() == 'E');
            pooler.reload(TestPooler.withDatabase(server));
            assertThat(error(console.query("SHOW POOLS")).message()).isEqualTo("admin access needed");
        }
    }

    @Test
    @DisplayName("Log settings hold from the next line on, of clients that are there too")
    void log() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server);
                ScriptedClient client = pooler.client()) {
            pooler.awaitLog("login attempt: db=db user=u");
            pooler.reload(TestPooler.withDatabase(server, "log_connections: false", "log_disconnections: false",
                    "log_pooler_errors: false"));
            int before = pooler.log().size();
            try (ScriptedClient stranger = pooler.unconnected()) {
                stranger.startup("nobody", "db");
                stranger.expectError();
            }
            client.send(Frames.terminate());
            client.expectClosed();
            Await.until("both to have left", () -> pooler.pooler().clients() == 0);
            assertThat(pooler.log().subList(before, pooler.log().size())).noneMatch(line -> line.contains("C-"));
            pooler.reload(TestPooler.withDatabase(server));
            try (ScriptedClient next = pooler.client()) {
                next.query("select 1");
            }
            pooler.awaitLog("closing because: client unexpected eof");
        }
    }

    @Test
    @DisplayName("Limits of one user or database hold for those who are there")
    void ofOneUserOrDatabase() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server);
                ScriptedClient u = pooler.client();
                ScriptedClient v = pooler.clientOf("v", "db")) {
            u.query("begin");
            v.query("begin");
            pooler.reload("users: {u: {idle_transaction_timeout: 200ms, max_user_client_connections: 1}, v: {}}",
                    database(server));
            assertThat(u.expectError().message()).isEqualTo("idle transaction timeout");
            v.query("commit");
            try (ScriptedClient first = pooler.client(); ScriptedClient second = pooler.unconnected()) {
                second.startup("u", "db");
                assertThat(second.expectError().message()).isEqualTo("client connections exceeded (max_user_client_connections)");
                first.query("select 1");
            }
            pooler.reload("users: {u: {}, v: {}}",
                    "databases: {db: {host: 127.0.0.1, port: " + server.port() + ", pool_mode: session, pool_size: 1}}");
            try (ScriptedClient keeps = pooler.client(); ScriptedClient waits = pooler.client()) {
                keeps.query("select 1");
                waits.send(Frames.query("select 2"));
                pooler.awaitWaiting(1);
                keeps.send(Frames.terminate());
                waits.readUntil((byte) 'Z');
            }
        }
    }
}
