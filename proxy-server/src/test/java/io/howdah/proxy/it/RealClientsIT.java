package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.TestPooler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;

/** Programs and drivers as users run them. A test is skipped if its program is not installed. */
@OnEachPostgres
class RealClientsIT {

    private final TestPostgres postgres;

    RealClientsIT(PostgresVersion version) {
        postgres = version.server();
    }

    private static Program.Result psql(TestPooler pooler, String script) {
        Program.assume("psql");
        return Program.run(Map.of(), script, "psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", pooler.url("app"));
    }

    @Test
    @DisplayName("65: psql's \\gdesc describes a statement it parsed in a round trip before")
    void trap65_psqlGdesc() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start()) {
            assertThat(psql(pooler, "SELECT 1 AS number, 'x'::text AS word \\gdesc\n").orFail().lines())
                    .containsExactly("number|integer", "word|text");
        }
    }

    @Test
    @DisplayName("psql: queries, an error, \\copy in and out, \\d, variables, several statements")
    void psqlSession() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start()) {
            String script = """
                    \\set ON_ERROR_STOP 0
                    SELECT 1; SELECT 2;
                    SELECT 1/0;
                    BEGIN;
                    CREATE TABLE psql_copied (a int, b text);
                    \\copy psql_copied FROM pstdin
                    1\tone
                    2\ttwo
                    \\.
                    \\copy psql_copied TO pstdout
                    SELECT count(*) FROM psql_copied;
                    ROLLBACK;
                    \\d track
                    SELECT 'end';
                    """;
            Program.Result result = psql(pooler, script).orFail();
            assertThat(result.output()).contains("division by zero", "1\tone", "2\ttwo", "id|integer")
                    .endsWith("end\n");
        }
    }

    @Test
    @DisplayName("psql: Ctrl-C ends a query through a cancel request")
    void psqlCancel() throws Exception {
        Program.assume("psql");
        Program.assume("timeout");
        try (TestPooler pooler = PoolerFile.before(postgres).start()) {
            Program.Result result = Program.run("timeout", "-s", "INT", "3", "psql", "-X", pooler.url("app"), "-c",
                    "SELECT pg_sleep(50)");
            assertThat(result.output()).contains("canceling statement due to user request");
            pooler.awaitUnused();
        }
    }

    @ParameterizedTest
    @DisplayName("pgbench: 100 clients over 4 server connections, no error, never a fifth")
    @ValueSource(strings = {"simple", "extended", "prepared"})
    void pgbench(String protocol) throws Exception {
        Program.assume("pgbench");
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 4).start()) {
            if (postgres.ask("SELECT 1 FROM pg_class WHERE relname = 'pgbench_accounts'").isEmpty()) {
                Program.run("pgbench", "-i", "-q", pooler.url("app")).orFail();
            }
            AtomicInteger most = new AtomicInteger();
            try (Clients clients = new Clients(); Connection superuser = postgres.superuser()) {
                var running = clients.start(() -> Program.run("pgbench", "-n", "-S", "-c", "100", "-j", "2", "-t", "40",
                        "-M", protocol, pooler.url("app")));
                while (!running.isDone()) {
                    String count = Sql.ask(superuser, "SELECT count(*) FROM pg_stat_activity WHERE usename = 'app'");
                    most.accumulateAndGet(Integer.parseInt(count), Math::max);
                }
                assertThat(Clients.result(running).orFail().output())
                        .contains("number of transactions actually processed: 4000/4000")
                        .doesNotContain("number of failed transactions: 1");
            }
            assertThat(most.get()).isBetween(1, 4);
        }
    }

    @Test
    @DisplayName("pgbench's own read-write transactions, 20 clients over 3 server connections")
    void pgbenchReadWrite() throws Exception {
        Program.assume("pgbench");
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 3).start()) {
            Program.run("pgbench", "-i", "-q", pooler.url("app")).orFail();
            // Not -M prepared: a pgbench thread blocks while it waits for the answer to its Parse, and so holds up its other
            // clients' transactions, which hold all the servers.
            Program.run("pgbench", "-n", "-c", "20", "-j", "2", "-t", "20", "-M", "extended", pooler.url("app")).orFail();
            assertThat(postgres.askOne("SELECT count(*) FROM pgbench_history")).isEqualTo("400");
            assertThat(postgres.askOne("SELECT (SELECT sum(abalance) FROM pgbench_accounts)"
                    + " = (SELECT sum(delta) FROM pgbench_history)")).isEqualTo("t");
        }
    }

    @Test
    @DisplayName("psycopg2: transactions, errors, COPY and cancel")
    void psycopg2() throws Exception {
        String python = "/usr/bin/python3";
        assumeTrue(java.nio.file.Files.isExecutable(java.nio.file.Path.of(python))
                && Program.run(python, "-c", "import psycopg2").status() == 0, "psycopg2 is not installed");
        String script = """
                import io, sys, threading, psycopg2
                db = psycopg2.connect(sys.argv[1])
                cur = db.cursor()
                cur.execute("SELECT %s, %s", (1, "two"))
                print(cur.fetchone())
                db.commit()
                try:
                    cur.execute("SELECT 1/0")
                except psycopg2.Error as e:
                    print(e.pgcode)
                db.rollback()
                cur.execute("CREATE TEMP TABLE copied (a int, b text) ON COMMIT DROP")
                cur.copy_expert("COPY copied FROM STDIN", io.StringIO("1\\tone\\n2\\ttwo\\n"))
                cur.execute("SELECT count(*) FROM copied")
                print(cur.fetchone()[0])
                db.commit()
                threading.Timer(0.5, db.cancel).start()
                try:
                    cur.execute("SELECT pg_sleep(50)")
                except psycopg2.Error as e:
                    print(e.pgcode)
                db.rollback()
                db.set_client_encoding("LATIN1")
                cur.execute("SHOW client_encoding")
                print(cur.fetchone()[0])
                """;
        try (TestPooler pooler = PoolerFile.before(postgres).start()) {
            assertThat(Program.run(Map.of(), script, python, "-", pooler.url("app")).orFail().lines())
                    .containsExactly("(1, 'two')", "22012", "2", "57014", "LATIN1");
        }
    }

    @Test
    @DisplayName("62: the driver's large objects, which are FunctionCalls")
    void trap62_largeObjects() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); Connection connection = pooler.connect()) {
            connection.setAutoCommit(false);
            LargeObjectManager manager = connection.unwrap(PGConnection.class).getLargeObjectAPI();
            long oid = manager.createLO();
            byte[] written = new byte[300_000];
            java.util.Arrays.fill(written, (byte) 5);
            try (LargeObject object = manager.open(oid, LargeObjectManager.WRITE)) {
                object.write(written);
            }
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            try (LargeObject object = manager.open(oid, LargeObjectManager.READ)) {
                object.getInputStream().transferTo(read);
            }
            assertThat(read.toByteArray()).isEqualTo(written);
            manager.delete(oid);
            connection.commit();
        }
    }

    @Test
    @DisplayName("the driver: batches, also one that fails in the middle, with server-prepared statements")
    void driverBatches() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start();
                Connection connection = pooler.connect("app", "prepareThreshold", "1");
                PreparedStatement insert = connection.prepareStatement("INSERT INTO track (note) VALUES (?)")) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 1000; i++) {
                    insert.setString(1, "batch");
                    insert.addBatch();
                }
                assertThat(insert.executeBatch()).hasSize(1000);
            }
            Sql.run(connection, "CREATE TABLE IF NOT EXISTS picky (x int CHECK (x < 3))");
            try (PreparedStatement failing = connection.prepareStatement("INSERT INTO picky VALUES (?)")) {
                for (int i = 0; i < 5; i++) {
                    failing.setInt(1, i);
                    failing.addBatch();
                }
                org.assertj.core.api.Assertions.assertThatThrownBy(failing::executeBatch)
                        .isInstanceOf(BatchUpdateException.class);
            }
            assertThat(Sql.ask(connection, "SELECT count(*) FROM track WHERE note = 'batch'")).isEqualTo("3000");
            Sql.run(connection, "DELETE FROM track WHERE note = 'batch'");
            Sql.run(connection, "DROP TABLE picky");
        }
    }

    @Test
    @DisplayName("the driver: a stream as a parameter, metadata, generated keys, savepoints")
    void driverOddsAndEnds() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); Connection connection = pooler.connect()) {
            assertThat(connection.getMetaData().getDatabaseMajorVersion()).isGreaterThanOrEqualTo(15);
            try (var tables = connection.getMetaData().getTables(null, "public", "track", null)) {
                assertThat(tables.next()).isTrue();
            }
            try (var statement = connection.prepareStatement("SELECT length(?)")) {
                statement.setBinaryStream(1, new ByteArrayInputStream(new byte[123_456]), 123_456);
                try (var rows = statement.executeQuery()) {
                    rows.next();
                    assertThat(rows.getInt(1)).isEqualTo(123_456);
                }
            }
            connection.setAutoCommit(false);
            var savepoint = connection.setSavepoint();
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> Sql.run(connection, "SELECT 1/0"));
            connection.rollback(savepoint);
            try (var insert = connection.prepareStatement("INSERT INTO track (note) VALUES ('keys')",
                    java.sql.Statement.RETURN_GENERATED_KEYS)) {
                insert.executeUpdate();
                try (var keys = insert.getGeneratedKeys()) {
                    assertThat(keys.next()).isTrue();
                }
            }
            connection.rollback();
        }
    }
}
