package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PostgreSQL ends a connection of the pooler. */
@OnEachPostgres
class ServerLossIT {

    private final TestPostgres postgres;

    ServerLossIT(PostgresVersion version) {
        postgres = version.server();
    }

    private static int backend(ScriptedClient client) throws Exception {
        return Integer.parseInt(Replies.value(client.query("SELECT pg_backend_pid()")));
    }

    private static void assertServersOwnFarewell(ScriptedClient client) throws Exception {
        ErrorResponse error = Replies.error(client.readUntil(BackendType.ERROR_RESPONSE));
        assertThat(error.severity()).isEqualTo("FATAL");
        assertThat(error.sqlState()).isEqualTo("57P01");
        assertThat(error.message()).isEqualTo("terminating connection due to administrator command");
        assertThat(error.routine()).isEqualTo("ProcessInterrupts");
        client.expectClosed();
    }

    @Test
    @DisplayName("60: during a query the client gets the server's own FATAL, word for word")
    void trap60_duringQuery() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start();
                ScriptedClient client = pooler.client();
                ScriptedClient bystander = pooler.client()) {
            client.query("BEGIN");
            int pid = backend(client);
            client.send(Frames.query("SELECT pg_sleep(40)"));
            Await.until("the query to run", () -> postgres.askOne(
                    "SELECT state FROM pg_stat_activity WHERE pid = " + pid).equals("active"));
            postgres.terminate(pid);
            assertServersOwnFarewell(client);
            assertThat(Replies.value(bystander.query("SELECT 'unharmed'"))).isEqualTo("unharmed");
        }
    }

    @Test
    @DisplayName("60: idle in a transaction the client gets it too, without having asked anything")
    void trap60_idleInTransaction() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            client.query("BEGIN");
            postgres.terminate(backend(client));
            assertServersOwnFarewell(client);
            pooler.awaitUnused();
        }
    }

    @Test
    @DisplayName("58: an idle server connection that ends is nobody's business: the next query runs on another")
    void trap58_idleServer() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient client = pooler.client()) {
            for (int round = 0; round < 10; round++) {
                int before = backend(client);
                postgres.terminate(before);
                assertThat(backend(client)).isNotEqualTo(before);
            }
        }
    }

    @Test
    @DisplayName("58: all idle server connections at once, clients waiting or not")
    void trap58_allIdleServers() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 4).start()) {
            for (int round = 0; round < 3; round++) {
                Clients.together(8, number -> {
                    try (ScriptedClient client = pooler.client()) {
                        for (int i = 0; i < 5; i++) {
                            assertThat(Replies.value(client.query("SELECT " + i))).isEqualTo(Integer.toString(i));
                        }
                    }
                });
                pooler.awaitUnused();
                // A connection that was on its way for a client may come after its client has gone, and stays.
                Await.until("the backends to end", () -> {
                    postgres.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'");
                    return postgres.backends("app") == 0;
                });
            }
        }
    }

    @Test
    @DisplayName("under load, with back ends killed and clients that hang up: no line of the log is an exception")
    void noStackTraces() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 4).set("server_login_retry", 0).start();
                Clients load = new Clients()) {
            pooler.client().close();
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger broken = new AtomicInteger();
            for (int i = 0; i < 8; i++) {
                boolean hangsUp = i % 2 == 0;
                load.start(() -> {
                    while (!over.get()) {
                        try (ScriptedClient client = pooler.client()) {
                            for (int j = 0; j < 5; j++) {
                                client.query("SELECT repeat('x', 10000)");
                            }
                            if (hangsUp) {
                                client.send(Frames.query("SELECT repeat('x', 100000)"));
                                client.abort();
                            }
                        } catch (IOException | AssertionError killed) {
                            broken.incrementAndGet();
                        }
                    }
                    return null;
                });
            }
            for (int i = 0; i < 20; i++) {
                Await.until("a back end", () -> postgres.backends("app") > 0);
                postgres.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'");
            }
            over.set(true);
            load.join();
            assertThat(broken.get()).as("clients that lost their server").isPositive();
            assertThat(pooler.log()).noneMatch(line -> line.contains("Exception") || line.contains("\tat "));
        }
    }

    @Test
    @DisplayName("the client's prepared statements outlive the server connection they were made on")
    void preparedStatementsOutliveServer() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient client = pooler.client("TimeZone", "Asia/Kolkata")) {
            client.send(Frames.parse("s", "SELECT current_setting('TimeZone')"), Frames.sync());
            client.readUntil(BackendType.READY_FOR_QUERY);
            postgres.terminate(backend(client));
            client.send(Frames.bind("", "s"), Frames.execute("", 0), Frames.sync());
            assertThat(Replies.value(client.readUntil(BackendType.READY_FOR_QUERY))).isEqualTo("Asia/Kolkata");
        }
    }

    @Test
    @DisplayName("idle_in_transaction_session_timeout of the server: its 25P03 reaches the client")
    void serversOwnIdleTimeout() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            client.query("BEGIN; SET LOCAL idle_in_transaction_session_timeout = 200");
            ErrorResponse error = Replies.error(client.readUntil(BackendType.ERROR_RESPONSE));
            assertThat(error.sqlState()).isEqualTo("25P03");
            client.expectClosed();
        }
    }
}
