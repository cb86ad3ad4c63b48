package io.howdah.bench.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.bench.postgres.EmbeddedServer;
import io.howdah.bench.process.FreePort;
import io.howdah.bench.process.PoolerProcess;
import io.netty.channel.epoll.Epoll;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A rolling update: the new pooler listens on the same port, then the old pooler gets SIGTERM. */
@Timeout(120)
class RollingUpdateIT {

    private static final int CLIENTS = 8;
    private static final int UPDATES = 2;
    private static final int TRANSACTIONS_BETWEEN = 300;

    @TempDir
    private Path folder;

    private final Set<Long> committed = ConcurrentHashMap.newKeySet();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicInteger logins = new AtomicInteger();
    private volatile boolean done;

    @Test
    @DisplayName("Under load no transaction that has begun is lost, and none that the client takes for lost is there")
    void losesNoTransaction() throws Exception {
        assumeTrue(Epoll.isAvailable(), "needs so_reuseport");
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
        List<PoolerProcess> poolers = new ArrayList<>();
        try (EmbeddedServer server = EmbeddedServer.start(Files.createDirectory(folder.resolve("pg")), false, Map.of())) {
            execute(server, "CREATE TABLE done (id bigint PRIMARY KEY)");
            int port = FreePort.choose();
            poolers.add(start(port, server.port(), 0));
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(pool.submit(() -> client(port)));
            }
            for (int i = 1; i <= UPDATES; i++) {
                awaitTransactions(TRANSACTIONS_BETWEEN, clients);
                int before = logins.get();
                poolers.add(start(port, server.port(), i));
                PoolerProcess old = poolers.get(i - 1);
                // Sends SIGTERM and waits for the old pooler's end.
                old.close();
                assertThat(old.log()).contains("got SIGTERM, shutting down, each client at its transaction boundary");
                await("all clients to have come to the new one", () -> logins.get() >= before + CLIENTS, clients);
            }
            awaitTransactions(TRANSACTIONS_BETWEEN, clients);
            done = true;
            for (Future<?> client : clients) {
                client.get();
            }
            assertThat(rows(server)).isEqualTo(committed);
        } finally {
            done = true;
            pool.shutdownNow();
            poolers.forEach(PoolerProcess::close);
        }
    }

    private PoolerProcess start(int port, int server, int number) throws Exception {
        Path home = Files.createDirectory(folder.resolve("home" + number));
        Files.writeString(home.resolve("users.txt"), "\"postgres\" \"\"\n");
        PoolerProcess pooler = PoolerProcess.howdah("""
                [databases]
                * = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                so_reuseport = 1
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                pool_mode = transaction
                default_pool_size = 4
                sigterm_mode = drain
                """.formatted(server, port, home.resolve("users.txt")), port, Map.of(), home);
        // A connection to the port may reach the other pooler, so the log has to show that this pooler is up.
        await("it to be up", () -> log(pooler).contains("process up"), List.of());
        return pooler;
    }

    private static String log(PoolerProcess pooler) {
        try {
            return pooler.log();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /**
     * Logs in again whenever the pooler has closed the connection between two transactions. A transaction that has begun must
     * end.
     */
    private Void client(int port) throws SQLException {
        while (!done) {
            try (Connection connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                    "postgres", "")) {
                logins.incrementAndGet();
                connection.setAutoCommit(false);
                try (Statement statement = connection.createStatement()) {
                    while (!done) {
                        transaction(connection, statement);
                    }
                }
            } catch (SentAwayException between) {
                // The next login reaches a pooler that listens.
            } catch (SQLException e) {
                if (!isConnectionLost(e)) {
                    throw e;
                }
            }
        }
        return null;
    }

    private void transaction(Connection connection, Statement statement) throws SQLException, SentAwayException {
        long id = ids.incrementAndGet();
        try {
            statement.execute("SELECT 1");
        } catch (SQLException e) {
            if (isConnectionLost(e)) {
                throw new SentAwayException();
            }
            throw e;
        }
        try {
            statement.execute("INSERT INTO done VALUES (" + id + ")");
            connection.commit();
        } catch (SQLException e) {
            throw new AssertionError("transaction " + id + " had begun and was lost", e);
        }
        committed.add(id);
    }

    private static boolean isConnectionLost(SQLException e) {
        return e.getSQLState() != null && (e.getSQLState().startsWith("08") || e.getSQLState().startsWith("57P"));
    }

    /** The pooler closed the connection between two transactions. */
    private static final class SentAwayException extends Exception {
        private static final long serialVersionUID = 1;
    }

    private void awaitTransactions(int count, List<Future<?>> clients) throws Exception {
        int target = committed.size() + count;
        await(count + " transactions", () -> committed.size() >= target, clients);
    }

    /** Waits until the condition holds, or a client has failed. */
    private static void await(String what, BooleanSupplier so, List<Future<?>> clients) throws Exception {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!so.getAsBoolean()) {
            for (Future<?> client : clients) {
                if (client.isDone()) {
                    client.get();
                }
            }
            assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(end);
            Thread.sleep(10);
        }
    }

    private static void execute(EmbeddedServer server, String sql) throws SQLException {
        try (Connection connection = server.connect("postgres"); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Set<Long> rows(EmbeddedServer server) throws SQLException {
        Set<Long> rows = new HashSet<>();
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT id FROM done")) {
            while (result.next()) {
                rows.add(result.getLong(1));
            }
        }
        return rows;
    }
}
