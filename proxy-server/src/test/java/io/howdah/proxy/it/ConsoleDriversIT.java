package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.console.show.ColumnType;
import io.howdah.console.show.ShowTable;
import io.howdah.console.show.ShowTables;
import io.howdah.proxy.testing.TestPooler;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drivers on the console, which use it like a database. */
@OnEachPostgres
class ConsoleDriversIT {

    private static final Map<ColumnType, Integer> JDBC_TYPES = Map.of(ColumnType.TEXT, Types.VARCHAR, ColumnType.TIME,
            Types.VARCHAR, ColumnType.INT4, Types.INTEGER, ColumnType.INT8, Types.BIGINT, ColumnType.NUMERIC, Types.NUMERIC,
            ColumnType.BYTEA, Types.BINARY, ColumnType.FLOAT8, Types.DOUBLE);

    private static final Map<ColumnType, Class<?>> JDBC_CLASSES = Map.of(ColumnType.TEXT, String.class, ColumnType.TIME,
            String.class, ColumnType.INT4, Integer.class, ColumnType.INT8, Long.class, ColumnType.NUMERIC,
            java.math.BigDecimal.class, ColumnType.BYTEA, byte[].class, ColumnType.FLOAT8, Double.class);

    private final TestPostgres postgres;

    ConsoleDriversIT(PostgresVersion version) {
        postgres = version.server();
    }

    private TestPooler start() {
        return PoolerFile.before(postgres).set("admin_users", "boss").user("boss", "").start();
    }

    /** The rows as the driver returns them. Checks their types against the table's. */
    private static List<List<Object>> rows(ShowTable<?> table, ResultSet result) throws SQLException {
        ResultSetMetaData described = result.getMetaData();
        assertThat(described.getColumnCount()).as(table.name()).isEqualTo(table.columns().size());
        for (int i = 0; i < table.columns().size(); i++) {
            ShowTable.Column<?> column = table.columns().get(i);
            assertThat(described.getColumnName(i + 1)).as(table.name()).isEqualTo(column.name());
            assertThat(described.getColumnType(i + 1)).as(table.name() + "." + column.name())
                    .isEqualTo(JDBC_TYPES.get(column.type()));
        }
        List<List<Object>> rows = new ArrayList<>();
        while (result.next()) {
            List<Object> row = new ArrayList<>();
            for (int i = 0; i < table.columns().size(); i++) {
                Object value = result.getObject(i + 1);
                if (value != null) {
                    assertThat(value).as(table.name()).isInstanceOf(JDBC_CLASSES.get(table.columns().get(i).type()));
                }
                row.add(value);
            }
            rows.add(row);
        }
        return rows;
    }

    @ParameterizedTest
    @DisplayName("pgjdbc: every SHOW with its types, as Statement and as PreparedStatement, in text and in binary")
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void everyShow(String mode) throws Exception {
        try (TestPooler pooler = start();
                Connection user = pooler.connect();
                Connection console = pooler.connectTo("pgbouncer", "boss", "preferQueryMode", mode, "prepareThreshold", "2")) {
            Sql.run(user, "SELECT 1");
            for (ShowTable<?> table : ShowTables.all()) {
                String sql = "SHOW " + table.name();
                try (Statement statement = console.createStatement();
                        PreparedStatement prepared = console.prepareStatement(sql)) {
                    List<List<Object>> first;
                    try (ResultSet result = statement.executeQuery(sql)) {
                        first = rows(table, result);
                    }
                    // From the second time on the driver uses a named statement, from the third on binary values.
                    for (int i = 0; i < 4; i++) {
                        try (ResultSet result = prepared.executeQuery()) {
                            assertThat(rows(table, result)).as(sql).hasSameSizeAs(first);
                        }
                    }
                }
            }
            for (String constant : List.of("SHOW CONFIG", "SHOW DATABASES", "SHOW USERS", "SHOW STATE")) {
                ShowTable<?> table = ShowTables.named(constant.substring(5)).orElseThrow();
                try (Statement statement = console.createStatement();
                        PreparedStatement prepared = console.prepareStatement(constant);
                        ResultSet simple = statement.executeQuery(constant)) {
                    List<List<Object>> expected = rows(table, simple);
                    for (int i = 0; i < 4; i++) {
                        try (ResultSet result = prepared.executeQuery()) {
                            assertThat(rows(table, result)).as(constant).isEqualTo(expected);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @DisplayName("pgjdbc: several commands in one text, errors, transactions, and what a pool of connections asks")
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void asApplicationsDo(String mode) throws Exception {
        try (TestPooler pooler = start();
                Connection console = pooler.connectTo("pgbouncer", "boss", "preferQueryMode", mode);
                Statement statement = console.createStatement()) {
            assertThat(statement.execute("SHOW STATE; SHOW VERSION; RELOAD; SHOW LISTS")).isTrue();
            assertThat(statement.getResultSet().getMetaData().getColumnName(1)).isEqualTo("key");
            assertThat(statement.getMoreResults()).isTrue();
            assertThat(statement.getResultSet().getMetaData().getColumnName(1)).isEqualTo("version");
            assertThat(statement.getMoreResults()).isFalse();
            assertThat(statement.getMoreResults()).isTrue();
            assertThat(statement.getResultSet().getMetaData().getColumnName(1)).isEqualTo("list");

            assertThatThrownBy(() -> statement.execute("SHOW nonsense")).isInstanceOfSatisfying(SQLException.class,
                    e -> assertThat(e.getSQLState()).isEqualTo("08P01"));
            assertThat(console.isValid(5)).isTrue();
            statement.execute("SHOW HELP");
            assertThat(statement.getWarnings().getMessage()).contains("Console usage");

            console.setAutoCommit(false);
            try (ResultSet result = statement.executeQuery("SHOW POOLS")) {
                assertThat(result.next()).isTrue();
            }
            console.commit();
            statement.execute("SELECT 1");
            console.rollback();
            console.setReadOnly(true);
            console.setAutoCommit(true);
            assertThat(console.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
            console.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            console.setReadOnly(false);
            console.setClientInfo("ApplicationName", "unsaid"); // pgjdbc sends it only from server 9.0 on
            statement.execute("SET application_name = 'console of " + mode + "'");
            try (ResultSet result = statement.executeQuery("SHOW CLIENTS")) {
                assertThat(result.next()).isTrue();
                assertThat(result.getString("application_name")).isEqualTo("console of " + mode);
                assertThat(result.getInt("port")).isPositive();
            }
            assertThat(console.getCatalog()).isEqualTo("pgbouncer");
            assertThat(console.getMetaData().getDatabaseProductName()).isEqualTo("PostgreSQL");
            assertThat(console.getMetaData().getURL()).contains("/pgbouncer");
            for (String probe : List.of("SELECT 1", "SELECT 'x'", "SELECT version()", "SHOW server_encoding",
                    "SHOW standard_conforming_strings")) {
                try (ResultSet result = statement.executeQuery(probe)) {
                    assertThat(result.next()).as(probe).isTrue();
                }
            }
            for (String said : List.of("SET extra_float_digits = 3", "SET application_name = 'x'", "DISCARD ALL", "RESET ALL",
                    "DEALLOCATE ALL", "")) {
                statement.execute(said);
            }
        }
    }

    @Test
    @DisplayName("Node's driver (npm package pg): data side and console")
    void node() throws Exception {
        Program.assume("node");
        Path script = Path.of("../bench/drivers/node/drivers.js").toAbsolutePath().normalize();
        assumeTrue(Program.run("node", "-e", "require('module').createRequire('" + script + "')('pg')").status() == 0,
                "npm package pg is not installed in " + script.getParent());
        try (TestPooler pooler = start()) {
            String console = "postgresql://boss@127.0.0.1:" + pooler.port() + "/pgbouncer";
            assertThat(Program.run("node", script.toString(), pooler.url("app"), console).orFail().lines())
                    .hasSizeGreaterThan(8).allMatch(line -> line.startsWith("ok "));
        }
    }
}
