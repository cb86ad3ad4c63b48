package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Limits of numbers and times, each with the SQLSTATE that PostgreSQL would use. */
@Timeout(120)
@ExtendWith(LeakWatch.class)
class LimitsIT {

    private static final byte READY = BackendType.READY_FOR_QUERY;

    private final TestPostgres postgres = PostgresVersion.V18.server();

    private PoolerFile oneServer() {
        return PoolerFile.before(postgres).set("default_pool_size", 1);
    }

    /** The first error that the client gets. Earlier messages are ignored. */
    private static ErrorResponse errorOf(ScriptedClient client) throws Exception {
        return Replies.error(client.readUntil(BackendType.ERROR_RESPONSE));
    }

    private void assertServerIsFree(TestPooler pooler) throws Exception {
        pooler.awaitUnused();
        try (ScriptedClient next = pooler.client()) {
            assertThat(Replies.value(next.query("SELECT 'served'"))).isEqualTo("served");
        }
    }

    @Test
    @DisplayName("max_client_conn: one client too many is refused with 53300; one place is free again when one leaves")
    void maxClientConn() throws Exception {
        try (TestPooler pooler = oneServer().set("max_client_conn", 3).start()) {
            List<ScriptedClient> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(pooler.client());
            }
            assertThatThrownBy(() -> pooler.connect())
                    .isInstanceOf(SQLException.class)
                    .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("53300"));
            clients.get(0).send(Frames.terminate());
            clients.get(0).close();
            Await.until("a free place", () -> {
                try (ScriptedClient client = pooler.client()) {
                    return client.key() != null;
                } catch (AssertionError | java.io.IOException refused) {
                    return false;
                }
            });
            for (ScriptedClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    @DisplayName("max_db_client_connections and max_user_client_connections refuse with 53300")
    void maxClientsOfDatabaseAndUser() throws Exception {
        for (String limit : new String[] {"max_db_client_connections", "max_user_client_connections"}) {
            try (TestPooler pooler = oneServer().set(limit, 1).start(); ScriptedClient first = pooler.client()) {
                assertThat(Replies.value(first.query("SELECT 1"))).isEqualTo("1");
                assertThatThrownBy(() -> pooler.connect())
                        .as(limit)
                        .isInstanceOf(SQLException.class)
                        .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("53300"));
            }
        }
    }

    @Test
    @DisplayName("Limits on clients hold at the console too, for those who only look; administrators are let in beyond them, and count")
    void maxClientsOfTheConsole() throws Exception {
        PoolerFile file = oneServer().set("admin_users", "boss").set("stats_users", "looker").user("boss", "").user("looker", "");
        try (TestPooler pooler = file.start();
                Console boss = pooler.console("boss");
                Console looker = pooler.console("looker")) {
            for (String limit : new String[] {"max_db_client_connections", "max_user_client_connections"}) {
                boss.command("SET " + limit + " = " + (limit.startsWith("max_db") ? 2 : 1));
                assertThatThrownBy(() -> pooler.console("looker")).hasMessageContaining("53300").hasMessageContaining(limit);
                try (Console another = pooler.console("boss")) {
                    assertThat(another.row("SHOW DATABASES", "name", "pgbouncer"))
                            .containsEntry("current_client_connections", "3")
                            .containsEntry("max_client_connections", limit.startsWith("max_db") ? "2" : "0");
                    assertThat(another.row("SHOW USERS", "name", "boss")).containsEntry("current_client_connections", "2")
                            .containsEntry("max_user_client_connections", limit.startsWith("max_db") ? "0" : "1");
                }
                boss.command("SET " + limit + " = 0");
                Await.until("the other to have left",
                        () -> boss.row("SHOW USERS", "name", "boss").get("current_client_connections").equals("1"));
            }
            looker.client().close();
            Await.until("it to have left", () -> boss.rows("SHOW USERS").stream().filter(row -> row.get("name").equals("looker"))
                    .allMatch(row -> row.get("current_client_connections").equals("0")));
        }
    }

    @Test
    @DisplayName("max_waiting_clients: a full queue refuses at once with 53300 and a HINT that names the pool")
    void queueIsFull() throws Exception {
        try (TestPooler pooler = oneServer().set("max_waiting_clients", 1).start();
                ScriptedClient holder = pooler.client();
                ScriptedClient waiting = pooler.client();
                ScriptedClient refused = pooler.client()) {
            holder.query("BEGIN");
            waiting.send(Frames.query("SELECT 'waited'"));
            pooler.awaitWaiting(1);
            refused.send(Frames.query("SELECT 1"));
            ErrorResponse error = errorOf(refused);
            assertThat(error.sqlState()).isEqualTo("53300");
            assertThat(error.hint()).contains("howdah").contains("app");
            holder.query("COMMIT");
            assertThat(Replies.value(waiting.readUntil(READY))).isEqualTo("waited");
        }
    }

    @Test
    @DisplayName("query_wait_timeout: PgBouncer's text, PostgreSQL's 53300")
    void queryWaitTimeout() throws Exception {
        try (TestPooler pooler = oneServer().set("query_wait_timeout", "3s").start();
                ScriptedClient holder = pooler.client();
                ScriptedClient waiting = pooler.client()) {
            holder.query("BEGIN");
            waiting.send(Frames.query("SELECT 1"));
            ErrorResponse error = errorOf(waiting);
            assertThat(error.sqlState()).isEqualTo("53300");
            assertThat(error.message()).contains("query_wait_timeout");
            assertThat(Replies.value(holder.query("SELECT 'undisturbed'"))).isEqualTo("undisturbed");
        }
    }

    @Test
    @DisplayName("query_wait_notify: a waiting client is told by a notice, and served later")
    void queryWaitNotify() throws Exception {
        try (TestPooler pooler = oneServer().set("query_wait_notify", "200ms").start();
                ScriptedClient holder = pooler.client();
                ScriptedClient waiting = pooler.client()) {
            holder.query("BEGIN");
            waiting.send(Frames.query("SELECT 'served'"));
            Frame notice = waiting.expect(BackendType.NOTICE_RESPONSE);
            assertThat(notice.toString()).contains("No server connection available");
            holder.query("COMMIT");
            assertThat(Replies.value(waiting.readUntil(READY))).isEqualTo("served");
        }
    }

    @Test
    @DisplayName("the reserve opens for a client that waits too long")
    void reservePool() throws Exception {
        try (TestPooler pooler = oneServer().set("reserve_pool_size", 1).set("reserve_pool_timeout", "300ms").start();
                ScriptedClient holder = pooler.client();
                ScriptedClient waiting = pooler.client()) {
            holder.query("BEGIN");
            assertThat(Replies.value(waiting.query("SELECT 'reserve'"))).isEqualTo("reserve");
            holder.query("COMMIT");
        }
    }

    @Test
    @DisplayName("idle_transaction_timeout: 25P03, and the server is free and without the transaction")
    void idleTransactionTimeout() throws Exception {
        try (TestPooler pooler = oneServer().set("idle_transaction_timeout", "1s").start();
                ScriptedClient client = pooler.client()) {
            client.query("BEGIN");
            client.query("INSERT INTO track (note) VALUES ('idle transaction')");
            ErrorResponse error = errorOf(client);
            assertThat(error.sqlState()).isEqualTo("25P03");
            assertThat(error.severity()).isEqualTo("FATAL");
            client.expectClosed();
            assertServerIsFree(pooler);
            assertThat(postgres.ask("SELECT 1 FROM track WHERE note = 'idle transaction'")).isEmpty();
        }
    }

    @Test
    @DisplayName("query_timeout: 57014, the query is not left running, and the server is used again")
    void queryTimeout() throws Exception {
        try (TestPooler pooler = oneServer().set("query_timeout", "300ms").start();
                ScriptedClient client = pooler.client()) {
            client.send(Frames.query("SELECT pg_sleep(40)"));
            ErrorResponse error = errorOf(client);
            assertThat(error.sqlState()).isEqualTo("57014");
            Await.until("the query to be gone", () -> postgres.ask("SELECT 1 FROM pg_stat_activity"
                    + " WHERE usename = 'app' AND state = 'active' AND query LIKE '%pg_sleep(40)%'").isEmpty());
            assertServerIsFree(pooler);
        }
    }

    @Test
    @DisplayName("transaction_timeout: 25P04, although each query is short and the client busy")
    void transactionTimeout() throws Exception {
        try (TestPooler pooler = oneServer().set("transaction_timeout", "500ms").start();
                ScriptedClient client = pooler.client()) {
            String next = "BEGIN"; // Even its answer may come too late.
            List<Frame> last;
            do {
                client.send(Frames.query(next));
                next = "SELECT pg_sleep(0.02)";
                last = new ArrayList<>();
                do {
                    last.add(client.read());
                } while (last.get(last.size() - 1).type() != READY
                        && last.get(last.size() - 1).type() != BackendType.ERROR_RESPONSE);
            } while (last.get(last.size() - 1).type() == READY);
            assertThat(Replies.error(last).sqlState()).isEqualTo("25P04");
            assertServerIsFree(pooler);
        }
    }

    @Test
    @DisplayName("client_idle_timeout: 57P05 outside a transaction, and never inside one")
    void clientIdleTimeout() throws Exception {
        try (TestPooler pooler = oneServer().set("client_idle_timeout", "2s").start();
                ScriptedClient idle = pooler.client();
                ScriptedClient inTransaction = pooler.client()) {
            inTransaction.query("BEGIN");
            ErrorResponse error = errorOf(idle);
            assertThat(error.sqlState()).isEqualTo("57P05");
            idle.expectClosed();
            assertThat(Replies.status(inTransaction.query("SELECT 1"))).isEqualTo('T');
        }
    }

    @Test
    @DisplayName("client_idle_timeout: a client that keeps a server for its session may idle, as with PgBouncer")
    void clientIdleTimeoutInSessionMode() throws Exception {
        try (TestPooler pooler = oneServer().set("client_idle_timeout", "1500ms").set("pool_mode", "session")
                .set("default_pool_size", 2).start();
                ScriptedClient linked = pooler.client();
                ScriptedClient idle = pooler.client()) {
            linked.query("SELECT 1");
            for (int i = 0; i < 2; i++) {
                try (ScriptedClient next = pooler.client()) {
                    assertThat(errorOf(next).sqlState()).isEqualTo("57P05");
                }
            }
            assertThat(errorOf(idle).sqlState()).isEqualTo("57P05");
            assertThat(Replies.value(linked.query("SELECT 'still here'"))).isEqualTo("still here");
        }
    }

    @Test
    @DisplayName("client_login_timeout: a client that does not finish its login is sent away")
    void clientLoginTimeout() throws Exception {
        try (TestPooler pooler = oneServer().set("client_login_timeout", "300ms").set("auth_type", "plain")
                .set("tcp_defer_accept", 0)
                .user("app", "password: x").start()) {
            for (boolean silent : new boolean[] {true, false}) {
                try (ScriptedClient client = pooler.unconnected()) {
                    if (!silent) {
                        client.startup("app", "howdah");
                    }
                    while (!client.atEnd()) {
                        client.read();
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("server_idle_timeout closes what nobody uses, down to min_pool_size")
    void serverIdleTimeout() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 4).set("min_pool_size", 1)
                .set("server_idle_timeout", "300ms").start()) {
            Clients.together(4, number -> {
                try (ScriptedClient client = pooler.client()) {
                    client.query("SELECT pg_sleep(0.1)");
                }
            });
            Await.until("idle servers to be closed", () -> postgres.backends("app") == 1);
        }
    }

    @Test
    @DisplayName("server_lifetime renews a server connection, and no client notices")
    void serverLifetime() throws Exception {
        try (TestPooler pooler = oneServer().set("server_lifetime", "300ms").start();
                ScriptedClient client = pooler.client()) {
            String first = Replies.value(client.query("SELECT pg_backend_pid()"));
            Await.until("another backend", () -> !Replies.value(client.query("SELECT pg_backend_pid()")).equals(first));
        }
    }

    @Test
    @DisplayName("first come, first served: ten waiting clients are served in the order in which they asked")
    void fifo() throws Exception {
        try (TestPooler pooler = oneServer().set("event_loops", 1).start(); ScriptedClient holder = pooler.client()) {
            postgres.ask("SELECT setval('track_id_seq', 1)");
            holder.query("BEGIN");
            List<ScriptedClient> waiting = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                ScriptedClient client = pooler.client();
                waiting.add(client);
                client.send(Frames.query("SELECT nextval('track_id_seq')"));
                pooler.awaitWaiting(i + 1);
            }
            holder.query("COMMIT");
            int last = 0;
            for (ScriptedClient client : waiting) {
                int turn = Integer.parseInt(Replies.value(client.readUntil(READY)));
                assertThat(turn).isGreaterThan(last);
                last = turn;
                client.close();
            }
        }
    }

    @Test
    @DisplayName("reload: a larger pool serves a waiting client")
    void reloadEnlargesPool() throws Exception {
        try (TestPooler pooler = oneServer().start();
                ScriptedClient holder = pooler.client();
                ScriptedClient waiting = pooler.client()) {
            holder.query("BEGIN");
            waiting.send(Frames.query("SELECT 'served'"));
            pooler.awaitWaiting(1);
            pooler.reload(PoolerFile.before(postgres).set("default_pool_size", 2).config());
            assertThat(Replies.value(waiting.readUntil(READY))).isEqualTo("served");
            holder.query("COMMIT");
        }
    }
}
