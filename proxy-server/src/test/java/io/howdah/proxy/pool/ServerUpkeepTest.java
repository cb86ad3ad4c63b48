package io.howdah.proxy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WholePooler
@Timeout(120)
class ServerUpkeepTest {

    /** Opens so many servers, all idle in the end. */
    private static List<ScriptedClient> fill(FakePostgres server, TestPooler pooler, int servers) throws Exception {
        List<ScriptedClient> clients = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            clients.add(pooler.client());
            clients.get(i).send(Frames.query("hold"));
        }
        Await.until(servers + " servers", () -> server.holding() == servers);
        server.letGo(servers);
        for (ScriptedClient client : clients) {
            client.readUntil((byte) 'Z');
        }
        return clients;
    }

    private static void close(List<ScriptedClient> clients) throws Exception {
        for (ScriptedClient client : clients) {
            client.close();
        }
    }

    @Test
    @DisplayName("server_check_query runs before a server idle for longer than server_check_delay is used, and only then")
    void check() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "server_check_query: select 7", "server_check_delay: 2s",
                        "default_pool_size: 1");
                ScriptedClient client = pooler.client()) {
            client.query("select 1");
            client.query("select 1");
            assertThat(server.queries("select 7")).isZero();
            Await.until("the server to count as used", () -> pooler.pool().svUsed() == 1);
            client.query("select 2");
            assertThat(server.queries()).containsExactly("0 select 1", "0 select 1", "0 select 7", "0 select 2");
        }
    }

    @Test
    @DisplayName("A server that fails its check is closed, and the client gets another")
    void checkFails() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "server_check_query: fail", "server_check_delay: 50ms");
                ScriptedClient client = pooler.client()) {
            String first = Replies.value(client.query("select 1"));
            Await.until("the server to count as used", () -> pooler.pool().svUsed() == 1);
            assertThat(Replies.value(client.query("select 2"))).isNotEqualTo(first);
            pooler.awaitLog("closing because: reset or check query failed");
            Await.until("one server", () -> server.open() == 1);
        }
    }

    @Test
    @DisplayName("A server that says nothing to its check is closed after server_connect_timeout, and the client gets another")
    void checkHangs() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(
                        server, "server_check_query: hold", "server_check_delay: 50ms", "server_connect_timeout: 2s");
                ScriptedClient client = pooler.client()) {
            String first = Replies.value(client.query("select 1"));
            Await.until("the server to count as used", () -> pooler.pool().svUsed() == 1);
            assertThat(Replies.value(client.query("select 2"))).isNotEqualTo(first);
        }
    }

    @Test
    @DisplayName("While one server is being checked, a client that comes meanwhile gets another idle one")
    void idleServerBesideWaiters() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "server_check_query: hold", "server_check_delay: 2s",
                        "default_pool_size: 2")) {
            List<ScriptedClient> clients = fill(server, pooler, 2);
            Await.until("both to count as used", () -> pooler.pool().svUsed() == 2);
            clients.get(0).send(Frames.query("begin"));
            Await.until("the first check", () -> server.holding() == 1);
            clients.get(1).send(Frames.query("begin"));
            Await.until("the second check", () -> server.holding() == 2);
            server.letGo(2);
            clients.get(0).readUntil((byte) 'Z');
            clients.get(1).readUntil((byte) 'Z');
            close(clients);
        }
    }

    @Test
    @DisplayName("server_idle_timeout closes a server nobody uses")
    void idle() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "server_idle_timeout: 300ms");
                ScriptedClient client = pooler.client()) {
            String first = Replies.value(client.query("select 1"));
            pooler.awaitLog("closing because: server idle timeout");
            Await.until("no server", () -> server.open() == 0 && pooler.pool().svIdle() == 0);
            assertThat(Replies.value(client.query("select 1"))).isNotEqualTo(first);
        }
    }

    @Test
    @DisplayName("server_lifetime closes servers one after the other, not a whole pool at once; each end is spread")
    void lifetime() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "server_lifetime: 1s", "default_pool_size: 3")) {
            List<ScriptedClient> clients = fill(server, pooler, 3);
            List<Integer> seen = new ArrayList<>();
            Await.until("all to end", () -> {
                int open = server.open();
                if (seen.isEmpty() || seen.get(seen.size() - 1) != open) {
                    seen.add(open);
                }
                return open == 0;
            });
            assertThat(seen).containsExactly(3, 2, 1, 0);
            assertThat(pooler.logged("closing because: server lifetime over")).isTrue();
            close(clients);
        }
    }

    @Test
    @DisplayName("server_lifetime 0: each connection is used once")
    void usedOnce() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "server_lifetime: 0s", "default_pool_size: 1");
                ScriptedClient client = pooler.client()) {
            String first = Replies.value(client.query("select 1"));
            assertThat(Replies.value(client.query("select 1"))).isNotEqualTo(first);
        }
    }

    @Test
    @DisplayName("server_reset_query runs when a client of session mode leaves, in transaction mode only with server_reset_query_always")
    void resetQuery() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "pool_mode: session", "default_pool_size: 1")) {
            try (ScriptedClient client = pooler.client()) {
                client.query("select 1");
                client.query("select 2");
            }
            Await.until("the reset", () -> server.queries("DISCARD ALL") == 1);
            try (ScriptedClient next = pooler.client()) {
                next.query("select 3");
            }
            assertThat(server.queries().subList(0, 4)).containsExactly("0 select 1", "0 select 2", "0 DISCARD ALL", "0 select 3");
        }
        for (boolean always : new boolean[] {false, true}) {
            try (FakePostgres server = FakePostgres.start();
                    TestPooler pooler = TestPooler.before(server, "default_pool_size: 1", "server_reset_query_always: " + always);
                    ScriptedClient client = pooler.client()) {
                client.query("select 1");
                client.query("select 2");
                assertThat(server.queries()).startsWith(always
                        ? new String[] {"0 select 1", "0 DISCARD ALL", "0 select 2"}
                        : new String[] {"0 select 1", "0 select 2"});
            }
        }
    }

    @Test
    @DisplayName("A reset query that fails costs the server, not the next client")
    void resetFails() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "pool_mode: session", "default_pool_size: 1",
                        "server_reset_query: fail")) {
            try (ScriptedClient client = pooler.client()) {
                client.query("select 1");
            }
            try (ScriptedClient next = pooler.client()) {
                assertThat(Replies.value(next.query("select 1"))).isEqualTo("1");
            }
            pooler.awaitLog("reset query failed: 22012 division by zero");
        }
    }

    @Test
    @DisplayName("A reset query weaker than DISCARD ALL is followed by what the client's statements call for")
    void weakResetQuery() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "pool_mode: session", "default_pool_size: 1",
                        "server_reset_query: select 9")) {
            try (ScriptedClient client = pooler.client()) {
                client.query("set work_mem to '1MB'");
            }
            Await.until("both", () -> server.queries("RESET ALL") == 1);
            assertThat(server.queries()).containsExactly("0 set work_mem to '1MB'", "0 select 9", "0 RESET ALL");
        }
    }

    @RepeatedTest(20)
    @DisplayName("A smaller pool_size after a reload closes what is idle beyond it, and no more, however fast rounds of upkeep follow each other")
    void smallerPool() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 3")) {
            List<ScriptedClient> clients = fill(server, pooler, 3);
            pooler.reload(TestPooler.withDatabase(server, "default_pool_size: 1"));
            Await.until("one server", () -> server.open() == 1);
            clients.get(0).query("select 'on the one that is left'");
            assertThat(server.queries()).last().asString().matches("[012] select 'on the one that is left'");
            assertThat(pooler.logged("closing because: too many servers in the pool")).isTrue();
            close(clients);
        }
    }

    @Test
    @DisplayName("A client that leaves in a transaction: cancelled, rolled back, the server used again")
    void leavingInTransaction() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 1");
                ScriptedClient next = pooler.client()) {
            try (ScriptedClient client = pooler.client()) {
                client.query("begin");
                client.send(Frames.query("select hold"));
                Await.until("the query to run", () -> server.holding() == 1);
            }
            assertThat(Replies.value(next.query("select 1"))).isEqualTo("0");
            assertThat(server.queries()).containsExactly("0 begin", "0 select hold", "0 ROLLBACK", "0 select 1");
        }
    }
}
