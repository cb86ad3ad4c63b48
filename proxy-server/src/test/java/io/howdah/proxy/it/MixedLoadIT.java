package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.TestPooler;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * Many clients with different habits share a few servers on several event loops. Each client does at random what drivers do:
 * queries, prepared statements, batches, failing transactions, COPY, settings, cancel requests, disconnects in the middle. The
 * test checks that every answer belongs to its client, and that every transaction begins with the client's own settings: "no
 * wrong rows, ever" (open bugs of other poolers, trap 39).
 */
@OnEachPostgres
class MixedLoadIT {

    private static final int CLIENTS = 16;
    private static final int STEPS = 150;
    private static final String[] ZONES = {"UTC", "Asia/Tokyo", "America/New_York", "Europe/Berlin"};

    private final TestPostgres postgres;

    MixedLoadIT(PostgresVersion version) {
        postgres = version.server();
    }

    @Test
    @DisplayName("39: nobody gets another's answer, setting, lock or statement")
    void nobodyGetsAnothersAnswer() throws Exception {
        PoolerFile file = PoolerFile.before(postgres)
                .set("event_loops", 4)
                .set("default_pool_size", 3)
                .set("max_prepared_statements", 5);
        try (TestPooler pooler = file.start()) {
            Clients.together(CLIENTS, number -> new Rider(pooler, number).ride());
            pooler.awaitUnused();
            assertThat(postgres.backends(TestPostgres.APP)).isLessThanOrEqualTo(3);
            assertThat(postgres.ask("SELECT pid::text FROM pg_locks WHERE locktype = 'advisory'")).isEmpty();
        }
    }

    /** One client. Its random numbers have a fixed seed, so that a failure can be repeated. */
    private final class Rider {
        private final TestPooler pooler;
        private final int number;
        private final Random random;
        private final String zone;
        private Connection connection;
        private int step;

        Rider(TestPooler pooler, int number) {
            this.pooler = pooler;
            this.number = number;
            this.random = new Random(4711 + number);
            this.zone = ZONES[number % ZONES.length];
        }

        void ride() throws Exception {
            board();
            for (step = 0; step < STEPS; step++) {
                ownSettings();
                switch (random.nextInt(11)) {
                    case 0 -> simple();
                    case 1, 2 -> prepared();
                    case 3 -> batch();
                    case 4 -> transaction();
                    case 5 -> failure();
                    case 6 -> copy();
                    case 7 -> mess();
                    case 8 -> largeResult();
                    case 9 -> cancel();
                    default -> jumpOff();
                }
            }
            connection.close();
        }

        private void board() throws SQLException {
            connection = pooler.connect(TestPostgres.APP,
                    "ApplicationName", "rider-" + number,
                    "options", "-c TimeZone=" + zone + " -c app.rider=" + number,
                    "prepareThreshold", number % 2 == 0 ? "1" : "0",
                    "preferQueryMode", number % 5 == 4 ? "simple" : "extended");
        }

        private String token() {
            return "r" + number + "s" + step + "x" + random.nextInt();
        }

        private void ownSettings() throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement
                            .executeQuery("SELECT current_setting('application_name'), current_setting('app.rider'),"
                                    + " current_setting('work_mem'), current_user, current_setting('search_path')")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("rider-" + number);
                assertThat(row.getString(2)).isEqualTo(Integer.toString(number));
                assertThat(row.getString(3)).isEqualTo("4MB");
                assertThat(row.getString(4)).isEqualTo(TestPostgres.APP);
                assertThat(row.getString(5)).isEqualTo("\"$user\", public");
            }
        }

        private void simple() throws SQLException {
            String token = token();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT '" + token + "'")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo(token);
            }
        }

        private void prepared() throws SQLException {
            String token = token();
            // Several texts, more than a server keeps, so that the pooler closes their statements and prepares them again.
            String sql = "SELECT ? || '-" + random.nextInt(8) + "' AS own";
            for (int i = 0; i < 3; i++) {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setString(1, token + i);
                    try (ResultSet row = statement.executeQuery()) {
                        row.next();
                        assertThat(row.getString(1)).startsWith(token + i + "-");
                    }
                }
            }
        }

        private void batch() throws SQLException {
            connection.setAutoCommit(false);
            String token = token();
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO track (note) VALUES (?)")) {
                for (int i = 0; i < 20; i++) {
                    insert.setString(1, token);
                    insert.addBatch();
                }
                assertThat(insert.executeBatch()).hasSize(20);
            }
            assertThat(count(token)).isEqualTo(20);
            connection.rollback();
            connection.setAutoCommit(true);
            assertThat(count(token)).isZero();
        }

        private int count(String note) throws SQLException {
            try (PreparedStatement query = connection.prepareStatement("SELECT count(*) FROM track WHERE note = ?")) {
                query.setString(1, note);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        }

        private void transaction() throws SQLException {
            connection.setAutoCommit(false);
            String first = backend();
            simple();
            prepared();
            assertThat(backend()).isEqualTo(first);
            connection.commit();
            connection.setAutoCommit(true);
        }

        private String backend() throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
                row.next();
                return row.getString(1);
            }
        }

        private void failure() throws SQLException {
            boolean inTransaction = random.nextBoolean();
            connection.setAutoCommit(!inTransaction);
            try (PreparedStatement statement = connection.prepareStatement("SELECT 1 / ?")) {
                statement.setInt(1, 0);
                assertThatThrownBy(statement::executeQuery).isInstanceOfSatisfying(SQLException.class,
                        e -> assertThat(e.getSQLState()).isEqualTo("22012"));
            }
            if (inTransaction) {
                assertThatThrownBy(this::backend).isInstanceOfSatisfying(SQLException.class,
                        e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }

        private void copy() throws Exception {
            String token = token();
            byte[] rows = (token + "\n").repeat(50).getBytes(StandardCharsets.UTF_8);
            var copies = connection.unwrap(PGConnection.class).getCopyAPI();
            connection.setAutoCommit(false);
            assertThat(copies.copyIn("COPY track (note) FROM STDIN", new ByteArrayInputStream(rows))).isEqualTo(50);
            assertThat(count(token)).isEqualTo(50);
            connection.rollback();
            connection.setAutoCommit(true);
            assertThatThrownBy(() -> copies.copyIn("COPY track (id) FROM STDIN",
                    new ByteArrayInputStream("none\n".getBytes(StandardCharsets.UTF_8))))
                    .isInstanceOf(SQLException.class);
        }

        /**
         * Leaves session state that must not reach the next client: settings, role, lock, temporary table, prepared statement.
         */
        private void mess() throws SQLException {
            String[] messes = {
                "SET work_mem = '" + (1 + random.nextInt(60)) + "MB'",
                "SET search_path = pg_catalog",
                "SET ROLE member",
                "SELECT pg_advisory_lock(" + random.nextInt(1_000_000) + ")",
                "CREATE TEMP TABLE mess AS SELECT 1",
                "PREPARE mess AS SELECT 1",
                "LISTEN mess",
                "DO $$ BEGIN PERFORM set_config('work_mem', '17MB', false); END $$",
                "SET statement_timeout = '1h'",
            };
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(messes[random.nextInt(messes.length)]);
            }
            connection.commit();
            connection.setAutoCommit(true);
            if (random.nextInt(4) == 0) {
                // PostgreSQL reports search_path since version 18. The pooler then keeps it for the client, so the client sets it
                // back.
                connection.close();
                board();
            } else {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET search_path = \"$user\", public");
                }
            }
        }

        private void largeResult() throws SQLException {
            int rows = 1000 + random.nextInt(2000);
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement
                            .executeQuery("SELECT " + number + ", i, repeat('x', 50) FROM generate_series(1, " + rows + ") i")) {
                int seen = 0;
                while (result.next()) {
                    seen++;
                    assertThat(result.getInt(1)).isEqualTo(number);
                    assertThat(result.getInt(2)).isEqualTo(seen);
                }
                assertThat(seen).isEqualTo(rows);
            }
        }

        /** The answer is the query's own result or its own 57014. A late cancel request must not hit another query. */
        private void cancel() throws Exception {
            try (Statement statement = connection.createStatement()) {
                CompletableFuture<Void> canceling = CompletableFuture.runAsync(() -> {
                    try {
                        statement.cancel();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
                try (ResultSet row = statement.executeQuery("SELECT " + number + " FROM pg_sleep(0.005)")) {
                    row.next();
                    assertThat(row.getInt(1)).isEqualTo(number);
                } catch (SQLException e) {
                    assertThat(e.getSQLState()).isEqualTo("57014");
                }
                canceling.get();
            }
            // The pooler may still have a cancel request of this client on its way. The next query may be cancelled, but must not
            // show anything else.
            settle();
        }

        private void settle() throws SQLException {
            try {
                simple();
            } catch (SQLException e) {
                assertThat(e.getSQLState()).isEqualTo("57014");
            }
        }

        /** Leaves without Terminate, perhaps in the middle of a transaction. */
        private void jumpOff() throws SQLException {
            if (random.nextBoolean()) {
                connection.setAutoCommit(false);
                simple();
            }
            connection.abort(Runnable::run);
            board();
        }
    }
}
