package io.howdah.proxy.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.Script;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.FreePort;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@WholePooler
@Timeout(120)
class ServerConnectingTest {

    private static String[] hosts(String ports, String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        String addresses = "127.0.0.1:" + ports.replace(",", ",127.0.0.1:");
        all.add("databases: {db: {host: \"" + addresses + "\", load_balance_hosts: round-robin}}");
        all.add("users: {u: {}, v: {}}");
        return all.toArray(String[]::new);
    }

    @Test
    @DisplayName("trap 94: a server that accepts and says nothing is given up after server_connect_timeout, and the slot comes back")
    void trap94_silentServer() throws Exception {
        try (FakePostgres server = FakePostgres.start().login(FakePostgres.SILENT);
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 1", "server_connect_timeout: 300ms",
                        "server_login_retry: 100ms");
                ScriptedClient client = pooler.unconnected()) {
            client.startup("u", "db");
            Await.until("a second try", () -> server.logins() >= 2);
            server.login(FakePostgres.ACCEPT);
            client.finishLogin("u", null);
            assertThat(server.most()).isLessThanOrEqualTo(2);
            assertThat(pooler.logged("connect timeout")).isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"a login,''", "a login for replication,database", "a request,-"})
    @DisplayName("query_timeout ends who waits for a server that accepts and says nothing: at login, and with a request")
    void queryTimeoutWhileConnecting(String what, String replication) throws Exception {
        try (FakePostgres server = FakePostgres.start().login(FakePostgres.SILENT);
                TestPooler pooler = TestPooler.before(server, "server_connect_timeout: 200ms", "query_timeout: 500ms",
                        "server_login_retry: 100ms");
                ScriptedClient client = pooler.unconnected()) {
            if (replication.equals("-")) {
                server.login(FakePostgres.ACCEPT);
                client.login("u", "db");
                server.login(FakePostgres.SILENT);
                try (ScriptedClient ends = pooler.client()) {
                    ends.send(Frames.query("die"));
                    Await.until("the only server to have gone", () -> server.open() == 0);
                }
                client.send(Frames.query("select 1"));
            } else if (replication.isEmpty()) {
                client.startup("u", "db");
            } else {
                pooler.reload(TestPooler.withDatabase(server, "server_connect_timeout: 0", "query_timeout: 500ms"));
                client.startup("u", "db", "replication", replication);
            }
            ErrorResponse error = client.expectError();
            assertThat(error.severity() + " " + error.sqlState() + " " + error.message()).isEqualTo("FATAL 57014 query_timeout");
            client.expectClosed();
        }
    }

    @Test
    @DisplayName("query_wait_timeout names the last failure to connect in its DETAIL, and the pool in its HINT")
    void waitedTooLong() throws Exception {
        int port = FreePort.choose();
        try (TestPooler pooler = TestPooler.start(hosts("" + port, "query_wait_timeout: 500ms", "server_login_retry: 100ms"));
                ScriptedClient client = pooler.unconnected()) {
            client.startup("u", "db");
            ErrorResponse error = client.expectError();
            assertThat(error.severity()).isEqualTo("FATAL");
            assertThat(error.sqlState()).isEqualTo("53300");
            assertThat(error.message()).isEqualTo("query_wait_timeout");
            assertThat(error.fields().fields().get('D')).contains("127.0.0.1:" + port).contains("refused");
            assertThat(error.fields().fields().get('H')).contains("db/u");
            client.expectClosed();
        }
    }

    @Test
    @DisplayName("server_login_retry: attempts come further apart, and one burst of failures counts as one")
    void backOff() throws Exception {
        try (FakePostgres server = FakePostgres.start().login(FakePostgres.HANG_UP);
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 8", "server_login_retry: 1s")) {
            List<ScriptedClient> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(pooler.unconnected());
                clients.get(i).startup("u", "db");
            }
            Await.until("several rounds", () -> server.logins() >= 4);
            server.login(FakePostgres.ACCEPT);
            for (ScriptedClient client : clients) {
                client.finishLogin("u", null);
                client.close();
            }
        }
    }

    /** Accepts every login, and reports itself as a standby or as a primary. */
    private static FakePostgres.Login reporting(String inHotStandby) {
        return (server, peer) -> {
            peer.send(Frames.authenticationOk(), Frames.parameterStatus("server_version", "18.0"),
                    Frames.parameterStatus("client_encoding", "UTF8"),
                    Frames.parameterStatus("standard_conforming_strings", "on"),
                    Frames.parameterStatus("in_hot_standby", inHotStandby),
                    Frames.backendKeyData(Script.FIRST_PROCESS_ID + peer.number(), Script.SECRET), Frames.readyForQuery('I'));
            return true;
        };
    }

    @Test
    @DisplayName("RECONNECT after a promotion: who logs in next opens a server, and is told what that one reports")
    void promotion() throws Exception {
        try (FakePostgres server = FakePostgres.start().login(reporting("on"));
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 3", "admin_users: u");
                ScriptedClient console = pooler.clientOf("u", "pgbouncer");
                ScriptedClient idle = pooler.client();
                ScriptedClient busy = pooler.client()) {
            assertThat(idle.parameters()).containsEntry("in_hot_standby", "on");
            busy.query("begin");
            idle.query("select 1");
            pooler.awaitIdle(1);
            server.login(reporting("off"));
            console.query("RECONNECT");
            Await.until("the idle server to be closed", () -> server.open() == 1);
            int logins = server.logins();
            // Like libpq with target_session_attrs=primary, the client reads the reports and sends no query.
            try (ScriptedClient seeksPrimary = pooler.client()) {
                assertThat(seeksPrimary.parameters()).containsEntry("in_hot_standby", "off");
            }
            assertThat(server.logins()).isEqualTo(logins + 1);
            busy.query("commit");
            try (ScriptedClient afterwards = pooler.client()) {
                assertThat(afterwards.parameters()).containsEntry("in_hot_standby", "off");
            }
        }
    }

    @Test
    @DisplayName("RECONNECT while a server logs in: what that server reports is told to nobody")
    void reconnectDuringLogin() throws Exception {
        Semaphore mayAnswer = new Semaphore(0);
        FakePostgres.Login slow = (server, peer) -> {
            mayAnswer.acquire();
            return reporting("on").run(server, peer);
        };
        try (FakePostgres server = FakePostgres.start().login(slow);
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 1", "admin_users: u");
                ScriptedClient console = pooler.clientOf("u", "pgbouncer");
                ScriptedClient client = pooler.unconnected()) {
            client.startup("u", "db");
            Await.until("a login under way", () -> server.logins() == 1);
            server.login(reporting("off"));
            console.query("RECONNECT");
            mayAnswer.release();
            client.finishLogin("u", null);
            assertThat(client.parameters()).containsEntry("in_hot_standby", "off");
        }
    }

    @Test
    @DisplayName("SUSPEND while a client's first request is on its way: its new server is kept, and has the request before SUSPEND is done")
    void suspendDuringLogin() throws Exception {
        Semaphore mayAnswer = new Semaphore(0);
        FakePostgres.Login slow = (server, peer) -> {
            mayAnswer.acquire();
            return FakePostgres.ACCEPT.run(server, peer);
        };
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "admin_users: u", "suspend_timeout: 8s");
                ScriptedClient console = pooler.clientOf("u", "pgbouncer");
                ScriptedClient holder = pooler.client();
                ScriptedClient first = pooler.client()) {
            holder.query("begin");
            server.login(slow);
            first.send(Frames.query("select 1"));
            Await.until("a second login", () -> server.logins() == 2);
            console.send(Frames.query("SUSPEND"));
            pooler.awaitLog("SUSPEND command issued");
            mayAnswer.release();
            console.readUntil((byte) 'Z');
            Await.until("the request to arrive", () -> server.queries("select 1") == 1);
            console.query("RESUME");
            first.readUntil((byte) 'Z');
            assertThat(pooler.logged("closing because: pause mode")).isFalse();
            holder.query("commit");
            assertThat(server.logins()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("SUSPEND taken back by another console while a client waits: the client is not dropped")
    void suspendTakenBack() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "admin_users: u", "default_pool_size: 1", "suspend_timeout: 500ms");
                ScriptedClient console = pooler.clientOf("u", "pgbouncer");
                ScriptedClient other = pooler.clientOf("u", "pgbouncer");
                ScriptedClient holder = pooler.client();
                ScriptedClient waiter = pooler.client()) {
            holder.query("begin");
            waiter.send(Frames.query("select 1"));
            pooler.awaitWaiting(1);
            console.send(Frames.query("SUSPEND"));
            pooler.awaitLog("SUSPEND command issued");
            other.query("RESUME");
            assertThat(console.expectError().message()).isEqualTo("SUSPEND ended by RESUME");
            long since = System.nanoTime();
            Await.until("the time when it would have been dropped",
                    () -> System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(700));
            holder.query("commit");
            waiter.readUntil((byte) 'Z');
        }
    }

    @Test
    @DisplayName("Several hosts take turns; one that is dead holds up nobody")
    void severalHosts() throws Exception {
        try (FakePostgres one = FakePostgres.start();
                FakePostgres two = FakePostgres.start();
                TestPooler pooler = TestPooler.start(hosts(
                        one.port() + "," + FreePort.choose() + "," + two.port(), "default_pool_size: 4"))) {
            List<ScriptedClient> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(pooler.client());
                clients.get(i).send(Frames.query("hold"));
                int served = i + 1;
                Await.until(served + " to be served", () -> one.holding() + two.holding() == served);
            }
            assertThat(one.holding()).isEqualTo(2);
            assertThat(two.holding()).isEqualTo(2);
            one.letGo(2);
            two.letGo(2);
            for (ScriptedClient client : clients) {
                client.readUntil((byte) 'Z');
                client.close();
            }
        }
    }

    @Test
    @DisplayName("A host that accepts and says nothing does not stall another host")
    void silentHostDoesNotStallAnother() throws Exception {
        try (FakePostgres silent = FakePostgres.start().login(FakePostgres.SILENT);
                FakePostgres good = FakePostgres.start();
                TestPooler pooler = TestPooler.start(hosts(
                        silent.port() + "," + good.port(), "server_connect_timeout: 300ms", "default_pool_size: 2"));
                ScriptedClient client = pooler.client()) {
            assertThat(Replies.value(client.query("select 1"))).isNotNull();
            assertThat(good.queries("select 1")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"28P01", "3D000", "42501", "28000", "53300"})
    @DisplayName("trap 34: a server that refuses user or database, or is full of others: the client gets the server's own error, and the next one at once")
    void trap34_refused(String sqlState) throws Exception {
        try (FakePostgres server = FakePostgres.start().login(FakePostgres.refuse(sqlState, "not you"));
                TestPooler pooler = TestPooler.before(server)) {
            for (int i = 0; i < 3; i++) {
                try (ScriptedClient client = pooler.unconnected()) {
                    client.startup("u", "db");
                    ErrorResponse error = client.expectError();
                    assertThat(error.severity()).isEqualTo("FATAL");
                    assertThat(error.sqlState()).isEqualTo(sqlState);
                    assertThat(error.message()).isEqualTo("not you");
                    client.expectClosed();
                }
            }
            assertThat(pooler.logged("server login failed: FATAL not you")).isTrue();
        }
    }

    @Test
    @DisplayName("A changed password: all who wait hear the server's own error, from one attempt, and with the right one all are served")
    void oneAttemptWithAWrongPassword() throws Exception {
        Semaphore mayAnswer = new Semaphore(0);
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 8", "admin_users: u");
                ScriptedClient console = pooler.clientOf("u", "pgbouncer")) {
            List<ScriptedClient> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(pooler.client());
            }
            server.login((fake, peer) -> {
                mayAnswer.acquire();
                return FakePostgres.refuse("28P01", "password authentication failed for user \"u\"").run(fake, peer);
            });
            console.query("RECONNECT");
            Await.until("no server", () -> server.open() == 0);
            int logins = server.logins();
            for (ScriptedClient client : clients) {
                client.send(Frames.query("select 1"));
            }
            pooler.awaitWaiting(8);
            mayAnswer.release(8);
            for (ScriptedClient client : clients) {
                ErrorResponse error = client.expectError();
                assertThat(error.severity() + " " + error.sqlState() + " " + error.message())
                        .isEqualTo("FATAL 28P01 password authentication failed for user \"u\"");
                client.close();
            }
            assertThat(server.logins()).isEqualTo(logins + 1);
            server.login(FakePostgres.ACCEPT);
            console.query("RECONNECT");
            for (int i = 0; i < 8; i++) {
                try (ScriptedClient client = pooler.client()) {
                    client.query("select 1");
                }
            }
        }
    }

    @Test
    @DisplayName("A host that refuses user or database is no reason to send clients away while there is another")
    void anotherHostMayTakeThem() throws Exception {
        try (FakePostgres refusing = FakePostgres.start().login(FakePostgres.refuse("28P01", "not you"));
                FakePostgres good = FakePostgres.start();
                TestPooler pooler = TestPooler.start(hosts(refusing.port() + "," + good.port()));
                ScriptedClient client = pooler.client()) {
            client.query("select 1");
            assertThat(good.queries("select 1")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("trap 34: query_wait_timeout with no server but one that is starting: the server's own error, at the login and later")
    void trap34_waitedForAStartingServer() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "query_wait_timeout: 500ms", "server_login_retry: 100ms",
                        "default_pool_size: 1");
                ScriptedClient known = pooler.client();
                ScriptedClient killer = pooler.client()) {
            server.login(FakePostgres.refuse("57P03", "the database system is starting up"));
            killer.send(Frames.query("die"));
            killer.expectError();
            known.send(Frames.query("select 1"));
            ErrorResponse error = known.expectError();
            assertThat(error.sqlState() + " " + error.message()).isEqualTo("57P03 the database system is starting up");
            pooler.awaitLog("closing because: query_wait_timeout");
        }
        try (FakePostgres server = FakePostgres.start().login(FakePostgres.refuse("57P03", "the database system is starting up"));
                TestPooler pooler = TestPooler.before(server, "query_wait_timeout: 2s", "server_login_retry: 100ms");
                ScriptedClient client = pooler.unconnected()) {
            client.startup("u", "db");
            Await.until("a second attempt", () -> server.logins() > 1);
            ErrorResponse error = client.expectError();
            assertThat(error.severity() + " " + error.sqlState() + " " + error.message())
                    .isEqualTo("FATAL 57P03 the database system is starting up");
        }
    }

    @Test
    @DisplayName("trap 34: a server that has no further place: who waits gets the pool's servers in turn, and nobody is sent away")
    void trap34_fullBesideServersOfThePool() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "server_login_retry: 100ms", "query_wait_timeout: 10s");
                ScriptedClient one = pooler.client();
                ScriptedClient two = pooler.client()) {
            one.send(Frames.query("hold"));
            Await.until("the first query", () -> server.holding() == 1);
            server.login(FakePostgres.refuse("53300", "sorry, too many clients already"));
            two.send(Frames.query("select 2"));
            Await.until("two more tries", () -> server.logins() >= 3);
            server.letGo(1);
            one.readUntil((byte) 'Z');
            assertThat(two.expect((byte) 'T')).isNotNull();
        }
    }

    @Test
    @DisplayName("trap 34: where one of several attempts gets the server's last place, the clients of the others wait for it")
    void trap34_lastPlace() throws Exception {
        java.util.concurrent.atomic.AtomicInteger tries = new java.util.concurrent.atomic.AtomicInteger();
        java.util.concurrent.CountDownLatch refused = new java.util.concurrent.CountDownLatch(1);
        try (FakePostgres server = FakePostgres.start().login((fake, peer) -> {
            boolean first = tries.getAndIncrement() == 0;
            if (first) {
                Await.until("both attempts", () -> tries.get() == 2);
            } else {
                refused.await(10, TimeUnit.SECONDS);
            }
            return (first ? FakePostgres.refuse("53300", "sorry, too many clients already") : FakePostgres.ACCEPT).run(fake,
                    peer);
        });
                // The host stands there twice, for two attempts at once.
                TestPooler pooler = TestPooler.start(hosts(server.port() + "," + server.port(), "server_login_retry: 20s"));
                ScriptedClient one = pooler.unconnected();
                ScriptedClient two = pooler.unconnected()) {
            one.startup("u", "db");
            two.startup("u", "db");
            pooler.awaitLog("server login failed: FATAL sorry, too many clients already");
            refused.countDown();
            one.finishLogin("u", null);
            two.finishLogin("u", null);
        }
    }

    @Test
    @DisplayName("trap 34: a server that is starting is asked again, and the client goes on waiting")
    void trap34_askedAgain() throws Exception {
        try (FakePostgres server = FakePostgres.start().login(FakePostgres.refuse("57P03", "not now"));
                TestPooler pooler = TestPooler.before(server, "server_login_retry: 300ms");
                ScriptedClient client = pooler.unconnected()) {
            client.startup("u", "db");
            Await.until("a second try", () -> server.logins() >= 2);
            server.login(FakePostgres.ACCEPT);
            client.finishLogin("u", null);
            client.query("select 1");
        }
    }

    @Test
    @DisplayName("A server that resets the connection while it is being set up costs no slot")
    void resetAtOnce() throws Exception {
        try (FakePostgres server = FakePostgres.start().login((fake, peer) -> {
            peer.abort();
            return false;
        });
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 1", "server_login_retry: 50ms",
                        "event_loops: 2");
                ScriptedClient client = pooler.unconnected()) {
            client.startup("u", "db");
            Await.until("several tries", () -> server.logins() >= 5);
            server.login(FakePostgres.ACCEPT);
            client.finishLogin("u", null);
            Await.until("nothing to be left over", () -> pooler.pool().svLogin() == 0 && pooler.pool().svIdle() == 1);
        }
    }

    @Test
    @DisplayName("A client that leaves while its server is being opened: the server goes to the next one")
    void waiterLeaves() throws Exception {
        java.util.concurrent.CountDownLatch latch = new java.util.concurrent.CountDownLatch(1);
        try (FakePostgres server = FakePostgres.start().login((fake, peer) -> {
            latch.await(10, TimeUnit.SECONDS);
            return FakePostgres.ACCEPT.run(fake, peer);
        }); TestPooler pooler = TestPooler.before(server, "default_pool_size: 1", "event_loops: 3")) {
            try (ScriptedClient leaving = pooler.unconnected()) {
                leaving.startup("u", "db");
                Await.until("a login", () -> server.logins() == 1);
            }
            Await.until("it to have left", () -> pooler.pooler().clients() == 0);
            try (ScriptedClient client = pooler.unconnected()) {
                client.startup("u", "db");
                latch.countDown();
                client.finishLogin("u", null);
                assertThat(Replies.value(client.query("select 1"))).isEqualTo("0");
            }
            assertThat(server.logins()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("No slot is lost over servers that come and go under load")
    void slotsComeBack() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 3", "event_loops: 3",
                        "server_login_retry: 10ms",
                        "max_db_connections: 3")) {
            Clients.together(12, number -> {
                for (int i = 0; i < 8; i++) {
                    try (ScriptedClient client = pooler.client()) {
                        client.query("select 1");
                        if ((i + number) % 3 == 0) {
                            client.send(Frames.query("die"));
                            client.readUntil((byte) 'E');
                        } else {
                            client.query("select 2");
                        }
                    }
                }
            });
            // The pool can still have all three servers at once.
            List<ScriptedClient> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(pooler.client());
                clients.get(i).send(Frames.query("hold"));
            }
            Await.until("three servers", () -> server.holding() == 3);
            server.letGo(3);
            for (ScriptedClient client : clients) {
                client.readUntil((byte) 'Z');
                client.close();
            }
            assertThat(server.most()).isLessThanOrEqualTo(4);
            Await.until("counts to be right", () -> pooler.pool().svIdle() == server.open() && pooler.pool().svActive() == 0);
        }
    }
}
