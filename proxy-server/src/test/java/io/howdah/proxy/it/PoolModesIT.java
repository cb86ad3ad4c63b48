package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When a server connection goes from one client to the next. */
@OnEachPostgres
class PoolModesIT {

    private final TestPostgres postgres;

    PoolModesIT(PostgresVersion version) {
        postgres = version.server();
    }

    @Test
    @DisplayName("200 clients share 4 server connections, and PostgreSQL never sees a fifth")
    void trap93_manyClientsFewServers() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 4).start()) {
            AtomicBoolean done = new AtomicBoolean();
            AtomicInteger most = new AtomicInteger();
            try (Clients observer = new Clients(); Connection superuser = postgres.superuser()) {
                // Leaves out backends of an earlier test: a backend that sleeps notices late that its pooler has gone.
                String begin = Sql.ask(superuser, "SELECT clock_timestamp()");
                var watching = observer.start(() -> {
                    while (!done.get()) {
                        String count = Sql.ask(superuser, "SELECT count(*) FROM pg_stat_activity WHERE usename = 'app'"
                                + " AND backend_start >= '" + begin + "'");
                        most.accumulateAndGet(Integer.parseInt(count), Math::max);
                    }
                    return null;
                });
                Clients.together(200, number -> {
                    try (Connection client = pooler.connect()) {
                        for (int i = 0; i < 5; i++) {
                            assertThat(Sql.ask(client, "SELECT " + number)).isEqualTo(Integer.toString(number));
                        }
                        client.setAutoCommit(false);
                        int first = Sql.backend(client);
                        assertThat(Sql.backend(client)).isEqualTo(first);
                        client.commit();
                    }
                });
                done.set(true);
                Clients.result(watching);
            }
            assertThat(most.get()).isBetween(1, 4);
        }
    }

    @Test
    @DisplayName("40: transaction mode: a transaction, also a failed one, keeps its server to its end")
    void trap40_transactionKeepsItsServer() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start();
                ScriptedClient alice = pooler.client();
                ScriptedClient bob = pooler.client()) {
            alice.query("BEGIN");
            String backend = Replies.value(alice.query("SELECT pg_backend_pid()"));
            for (int i = 0; i < 5; i++) {
                assertThat(Replies.value(bob.query("SELECT pg_backend_pid()"))).isNotEqualTo(backend);
                assertThat(Replies.value(alice.query("SELECT pg_backend_pid()"))).isEqualTo(backend);
            }
            List<Frame> failed = alice.query("SELECT 1/0");
            assertThat(Replies.error(failed).sqlState()).isEqualTo("22012");
            assertThat(Replies.status(failed)).isEqualTo('E');
            assertThat(Replies.error(alice.query("SELECT 1")).sqlState()).isEqualTo("25P02");
            assertThat(Replies.value(bob.query("SELECT pg_backend_pid()"))).isNotEqualTo(backend);
            assertThat(Replies.status(alice.query("ROLLBACK"))).isEqualTo('I');
        }
    }

    @Test
    @DisplayName("transaction mode: two clients use one server in turn")
    void oneServerInTurn() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient alice = pooler.client();
                ScriptedClient bob = pooler.client()) {
            String backend = Replies.value(alice.query("SELECT pg_backend_pid()"));
            assertThat(Replies.value(bob.query("SELECT pg_backend_pid()"))).isEqualTo(backend);
            assertThat(Replies.value(alice.query("SELECT pg_backend_pid()"))).isEqualTo(backend);
        }
    }

    @Test
    @DisplayName("session mode: a client keeps its server and its state; the next client finds it clean")
    void sessionMode() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres)
                .set("pool_mode", "session").set("default_pool_size", 1).start()) {
            String backend;
            try (Connection alice = pooler.connect()) {
                backend = Sql.ask(alice, "SELECT pg_backend_pid()");
                Sql.run(alice, "SET work_mem = '7MB'");
                Sql.run(alice, "CREATE TEMP TABLE mine AS SELECT 42 AS answer");
                assertThat(Sql.ask(alice, "SHOW work_mem")).isEqualTo("7MB");
                assertThat(Sql.ask(alice, "SELECT answer FROM mine")).isEqualTo("42");
            }
            try (Connection bob = pooler.connect()) {
                assertThat(Sql.ask(bob, "SELECT pg_backend_pid()")).isEqualTo(backend);
                assertThat(Sql.ask(bob, "SHOW work_mem")).isNotEqualTo("7MB");
                assertThat(Sql.ask(bob, "SELECT to_regclass('mine')")).isNull();
            }
        }
    }

    @Test
    @DisplayName("session mode: the second client waits until the first has gone")
    void sessionModeMakesOthersWait() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres)
                .set("pool_mode", "session").set("default_pool_size", 1).start();
                ScriptedClient bob = pooler.client()) {
            try (ScriptedClient alice = pooler.client()) {
                alice.query("SELECT 1");
                bob.send(Frames.query("SELECT 2"));
                pooler.awaitWaiting(1);
                alice.send(Frames.terminate());
            }
            assertThat(Replies.value(bob.readUntil((byte) 'Z'))).isEqualTo("2");
        }
    }

    @Test
    @DisplayName("statement mode: a transaction over several statements is refused in PgBouncer's words")
    void statementModeRefusesTransactions() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("pool_mode", "statement").start()) {
            try (ScriptedClient client = pooler.client()) {
                assertThat(Replies.value(client.query("SELECT 1"))).isEqualTo("1");
                client.send(Frames.query("BEGIN"));
                List<Frame> answer = client.readUntil((byte) 'E');
                assertThat(Replies.error(answer).message())
                        .contains("transaction blocks not allowed in statement pooling mode");
                client.expectClosed();
            }
            pooler.awaitUnused();
            try (ScriptedClient next = pooler.client()) {
                List<Frame> answer = next.query("SELECT txid_current_if_assigned() IS NULL");
                assertThat(Replies.status(answer)).isEqualTo('I');
            }
        }
    }

    @Test
    @DisplayName("a mode of its own for one database, and for one user")
    void modePerDatabaseAndUser() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres)
                .database("sessions", "dbname: howdah, pool_mode: session")
                .user("other", "pool_mode: session").start()) {
            for (String[] pair : new String[][] {{"sessions", "app"}, {"howdah", "other"}}) {
                try (Connection client = pooler.connectTo(pair[0], pair[1])) {
                    Sql.run(client, "CREATE TEMP TABLE kept (x int)");
                    assertThat(Sql.ask(client, "SELECT count(*) FROM kept")).isEqualTo("0");
                }
            }
        }
    }

    @Test
    @DisplayName("pools of two users do not mix")
    void poolsOfTwoUsers() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start();
                Connection app = pooler.connect();
                Connection other = pooler.connect("other")) {
            Set<String> roles = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                roles.add("app " + Sql.ask(app, "SELECT current_user"));
                roles.add("other " + Sql.ask(other, "SELECT session_user"));
            }
            assertThat(roles).containsExactlyInAnyOrder("app app", "other other");
        }
    }

    @Test
    @DisplayName("max_db_connections holds over all pools of a database")
    void maxDbConnections() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres)
                .set("default_pool_size", 5).set("max_db_connections", 3).start()) {
            Clients.together(20, number -> {
                try (Connection client = pooler.connect(number % 2 == 0 ? "app" : "other")) {
                    client.setAutoCommit(false);
                    for (int i = 0; i < 5; i++) {
                        assertThat(Sql.ask(client, "SELECT count(*) FROM pg_stat_activity"
                                + " WHERE usename IN ('app', 'other') AND state IS NOT NULL"))
                                .satisfies(count -> assertThat(Integer.parseInt(count)).isBetween(1, 3));
                        client.commit();
                    }
                }
            });
        }
    }

    @Test
    @DisplayName("an unknown database is refused after the login, with 3D000")
    void unknownDatabase() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start()) {
            assertThatThrownBy(() -> pooler.connectTo("nowhere", "app"))
                    .isInstanceOf(SQLException.class)
                    .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("3D000"));
        }
    }
}
