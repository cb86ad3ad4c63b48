package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.testing.TestPooler;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.BatchUpdateException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** pgjdbc in each of its query modes. The pooler's results must be PostgreSQL's. */
@OnEachPostgres
class DriverModesIT {

    private static final String[] COPIED = {"1\tone", "2\t\\N", "3\tthree"};

    private final TestPostgres postgres;

    DriverModesIT(PostgresVersion version) {
        postgres = version.server();
    }

    private Connection direct(String mode) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + TestPostgres.DATABASE
                + "?socketTimeout=30&prepareThreshold=2&preferQueryMode=" + mode, TestPostgres.APP, "");
    }

    @ParameterizedTest
    @DisplayName("pgjdbc: types, batches, keys, errors, savepoints, cursors, COPY, calls and catalogs are as without a pooler")
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void sameAsDirect(String mode) throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start();
                Connection direct = direct(mode);
                Connection one = pooler.connect("app", "preferQueryMode", mode, "prepareThreshold", "2");
                Connection two = pooler.connect("app", "preferQueryMode", mode, "prepareThreshold", "2")) {
            List<String> expected = new Play(direct).all();
            // By now the driver has prepared its statements, and asks for binary values.
            List<String> expectedAgain = new Play(direct).all();
            assertThat(expected).hasSizeGreaterThan(50);
            assertThat(new Play(one).all()).isEqualTo(expected);
            // The second client holds the first client's last server, so the first client moves to another server.
            two.setAutoCommit(false);
            Sql.run(two, "SELECT 1");
            assertThat(new Play(one).all()).isEqualTo(expectedAgain);
            two.commit();
            two.setAutoCommit(true);
            assertThat(new Play(two).all()).isEqualTo(expected);
        }
    }

    /** Does what an application does, and records the results line by line. */
    private static final class Play {
        private final Connection connection;
        private final List<String> seen = new ArrayList<>();

        Play(Connection connection) {
            this.connection = connection;
        }

        List<String> all() throws Exception {
            types();
            severalStatements();
            transaction();
            cursor();
            copy();
            callsAndCatalogs();
            return seen;
        }

        private void see(ResultSet rows) throws SQLException {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringBuilder line = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    Object value = rows.getObject(i);
                    String text = value instanceof byte[] bytes ? java.util.HexFormat.of().formatHex(bytes)
                            : String.valueOf(value);
                    line.append(rows.getMetaData().getColumnTypeName(i)).append(' ').append(text).append('|');
                }
                seen.add(line.toString());
            }
        }

        private void types() throws SQLException {
            String sql = "SELECT ?::int2, ?::int4, ?::int8, ?::numeric, ?::float8, ?::text, ?::bytea, ?::bool, ?::date, ?::timestamptz, ?::int[], ?";
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                for (int i = 0; i < 5; i++) {
                    Array array = connection.createArrayOf("int4", new Integer[] {i, null, -i});
                    select.setInt(1, i);
                    select.setInt(2, Integer.MIN_VALUE + i);
                    select.setLong(3, Long.MAX_VALUE - i);
                    select.setBigDecimal(4, new BigDecimal("12345678901234567890.123456789").add(BigDecimal.valueOf(i)));
                    select.setDouble(5, Math.PI * i);
                    select.setString(6, i == 3 ? null : "Grüße, 'Welt' \\ " + "x".repeat(i * 3000));
                    select.setBytes(7, new byte[] {0, (byte) i, -1});
                    select.setBoolean(8, i % 2 == 0);
                    select.setObject(9, LocalDate.of(2026, 1, 1 + i));
                    select.setObject(10, OffsetDateTime.of(2026, 1, 1, 12, i, 0, 0, ZoneOffset.ofHours(i)));
                    select.setArray(11, array);
                    select.setObject(12, null, Types.INTEGER);
                    try (ResultSet rows = select.executeQuery()) {
                        see(rows);
                    }
                }
            }
        }

        private void severalStatements() throws SQLException {
            try (Statement statement = connection.createStatement()) {
                boolean rows = statement.execute("SELECT 1; SELECT 'two', 3; SET application_name = 'several'; SELECT 4");
                for (int i = 0; i < 5; i++) {
                    if (rows) {
                        see(statement.getResultSet());
                    } else {
                        seen.add("count " + statement.getUpdateCount());
                    }
                    rows = statement.getMoreResults();
                }
                statement.execute("");
                seen.add("empty " + statement.getUpdateCount());
                seen.add(Sql.ask(connection, "SHOW application_name"));
                statement.execute("RESET application_name");
                failing(statement, "SELECT 1; SELECT 1/0; SELECT 3");
                failing(statement, "SELEKT");
            }
        }

        private void failing(Statement statement, String sql) {
            try {
                statement.execute(sql);
                seen.add("no error of " + sql);
            } catch (SQLException e) {
                seen.add(e.getSQLState() + " " + e.getMessage());
            }
        }

        private void transaction() throws SQLException {
            connection.setAutoCommit(false);
            Sql.run(connection,
                    "CREATE TEMP TABLE play (id int GENERATED ALWAYS AS IDENTITY, note text CHECK (note <> 'bad')) ON COMMIT DROP");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO play (note) VALUES (?)",
                    Statement.RETURN_GENERATED_KEYS)) {
                for (int i = 0; i < 300; i++) {
                    insert.setString(1, "note " + i);
                    insert.addBatch();
                }
                seen.add("batch " + insert.executeBatch().length);
                try (ResultSet keys = insert.getGeneratedKeys()) {
                    keys.next();
                    seen.add("first key " + keys.getInt(1));
                }
                Savepoint savepoint = connection.setSavepoint("before");
                for (String note : List.of("good", "bad", "late")) {
                    insert.setString(1, note);
                    insert.addBatch();
                }
                try {
                    insert.executeBatch();
                } catch (BatchUpdateException e) {
                    seen.add("batch failed " + e.getSQLState());
                }
                try (Statement statement = connection.createStatement()) {
                    failing(statement, "SELECT 1");
                }
                connection.rollback(savepoint);
            }
            seen.add(Sql.ask(connection, "SELECT count(*) FROM play"));
            connection.rollback();
            try (Statement statement = connection.createStatement()) {
                failing(statement, "SELECT * FROM play");
            }
            connection.rollback();
        }

        private void cursor() throws SQLException {
            try (PreparedStatement select = connection
                    .prepareStatement("SELECT n, repeat('x', n % 50) FROM generate_series(1, ?) n")) {
                select.setFetchSize(100);
                for (int size : new int[] {1000, 99, 100, 101}) {
                    select.setInt(1, size);
                    try (ResultSet rows = select.executeQuery()) {
                        long sum = 0;
                        while (rows.next()) {
                            sum += rows.getInt(1) + rows.getString(2).length();
                        }
                        seen.add("cursor over " + size + ": " + sum);
                    }
                }
            }
            connection.commit();
        }

        private void copy() throws Exception {
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            Sql.run(connection, "CREATE TEMP TABLE copied (a int, b text) ON COMMIT DROP");
            seen.add("copied in " + copy.copyIn("COPY copied FROM STDIN", new StringReader(String.join("\n", COPIED) + "\n")));
            StringWriter out = new StringWriter();
            seen.add("copied out " + copy.copyOut("COPY copied TO STDOUT", out) + " " + out);
            try {
                copy.copyIn("COPY copied FROM STDIN", new StringReader("no number\tx\n"));
            } catch (SQLException e) {
                seen.add(e.getSQLState());
            }
            connection.rollback();
            connection.setAutoCommit(true);
        }

        private void callsAndCatalogs() throws SQLException {
            try (CallableStatement call = connection.prepareCall("{? = call upper(?)}")) {
                call.registerOutParameter(1, Types.VARCHAR);
                call.setString(2, "called");
                call.execute();
                seen.add(call.getString(1));
            } catch (SQLException e) {
                seen.add(e.getSQLState()); // the driver's simple mode cannot do this
            }
            try (ResultSet columns = connection.getMetaData().getColumns(null, "public", "track", "%")) {
                while (columns.next()) {
                    seen.add(columns.getString("COLUMN_NAME") + " " + columns.getString("TYPE_NAME"));
                }
            }
            Map<String, String> parameters = connection.unwrap(PGConnection.class).getParameterStatuses();
            for (String name : List.of("server_version", "server_encoding", "client_encoding", "DateStyle", "TimeZone",
                    "integer_datetimes",
                    "standard_conforming_strings")) {
                seen.add(name + " " + parameters.get(name));
            }
            seen.add("isolation " + connection.getTransactionIsolation());
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                failing(statement, "CREATE TABLE refused (a int)");
            }
            connection.rollback();
            connection.setAutoCommit(true);
            connection.setReadOnly(false);
            for (int i = 0; i < 20; i++) {
                seen.add(Sql.ask(connection, "SELECT " + i + " * 2"));
            }
        }
    }
}
