package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Prepared statements of the extended protocol in transaction mode. A client keeps its statements for as long as it lives, on any
 * server.
 */
@OnEachPostgres
class PreparedStatementsIT {

    private static final byte READY = BackendType.READY_FOR_QUERY;

    private final TestPostgres postgres;

    PreparedStatementsIT(PostgresVersion version) {
        postgres = version.server();
    }

    private static List<Frame> prepare(ScriptedClient client, String name, String sql) throws IOException {
        client.send(Frames.parse(name, sql), Frames.sync());
        return client.readUntil(READY);
    }

    private static List<Frame> execute(ScriptedClient client, String name, String... values) throws IOException {
        client.send(Frames.bind("", name, values), Frames.execute("", 0), Frames.sync());
        return client.readUntil(READY);
    }

    private static String longText(int number) {
        return "SELECT " + number + " /* " + "x".repeat(100_000) + " */";
    }

    @Test
    @DisplayName("statements without end from one client end that client, with 54000, and free what they took")
    void limitOfAClient() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("max_client_prepared_memory", 2_000_000).start();
                ScriptedClient greedy = pooler.client();
                ScriptedClient other = pooler.client()) {
            prepare(other, "kept", "SELECT 'kept'");
            int prepared = 0;
            Frame answer;
            do {
                greedy.send(Frames.parse("s" + prepared, longText(prepared)), Frames.sync());
                answer = greedy.read();
                if (answer.type() == BackendType.PARSE_COMPLETE) {
                    greedy.readUntil(READY);
                    prepared++;
                }
            } while (answer.type() == BackendType.PARSE_COMPLETE);
            var error = io.howdah.protocol.backend.ErrorResponse.read(answer.buffer());
            assertThat(prepared).isBetween(18, 19);
            assertThat(error.sqlState()).isEqualTo("54000");
            assertThat(error.severity()).isEqualTo("FATAL");
            assertThat(error.hint()).contains("max_client_prepared_memory is 2000000");
            greedy.expectClosed();
            assertThat(Replies.value(execute(other, "kept"))).isEqualTo("kept");
        }
    }

    @Test
    @DisplayName("where all clients have as much as they may, who has little may have more, and who has much may not")
    void limitOfAll() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("max_prepared_memory", 1_000_000).start();
                ScriptedClient greedy = pooler.client();
                ScriptedClient other = pooler.client();
                ScriptedClient late = pooler.client()) {
            for (int i = 0; i < 9; i++) {
                prepare(greedy, "s" + i, longText(i));
            }
            other.send(Frames.parse("s", longText(100)), Frames.sync());
            var error = Replies.error(other.readUntil(BackendType.ERROR_RESPONSE));
            assertThat(error.sqlState()).isEqualTo("54000");
            assertThat(error.hint()).contains("max_prepared_memory is 1000000");
            prepare(late, "small", "SELECT 'small'");
            assertThat(Replies.value(execute(late, "small"))).isEqualTo("small");
            assertThat(Replies.value(execute(greedy, "s3"))).as("nobody else is touched").isEqualTo("3");
        }
    }

    @Test
    @DisplayName("a statement prepared once works on every server, and equal names of two clients do not mix")
    void acrossServers() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start();
                ScriptedClient alice = pooler.client();
                ScriptedClient bob = pooler.client();
                ScriptedClient blocker = pooler.client()) {
            prepare(alice, "s", "SELECT 'alice ' || pg_backend_pid()");
            prepare(bob, "s", "SELECT 'bob ' || pg_backend_pid()");
            String here = Replies.value(execute(alice, "s"));
            blocker.query("BEGIN");
            String blocked = Replies.value(blocker.query("SELECT pg_backend_pid()"));
            String there = Replies.value(execute(alice, "s"));
            assertThat(Replies.value(execute(bob, "s"))).startsWith("bob ").doesNotContain(blocked);
            blocker.query("COMMIT");
            assertThat(List.of(here, there)).allSatisfy(answer -> assertThat(answer).startsWith("alice "));

            // Now on the server that the blocker has held until here.
            try (ScriptedClient second = pooler.client()) {
                second.query("BEGIN");
                String held = Replies.value(second.query("SELECT pg_backend_pid()"));
                String moved = Replies.value(execute(alice, "s"));
                assertThat(moved).startsWith("alice ").doesNotEndWith(held);
                second.query("COMMIT");
            }
        }
    }

    @Test
    @DisplayName("the driver with prepareThreshold=1, 40 connections over 2 servers")
    void driverWithServerPreparedStatements() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start()) {
            Clients.together(40, number -> {
                try (Connection connection = pooler.connect("app", "prepareThreshold", "1")) {
                    for (int round = 0; round < 10; round++) {
                        for (String sql : new String[] {"SELECT ?::int + 1", "SELECT ?::int + 2", "SELECT 3 + ?::int"}) {
                            try (var statement = connection.prepareStatement(sql)) {
                                statement.setInt(1, number);
                                try (var rows = statement.executeQuery()) {
                                    rows.next();
                                    assertThat(rows.getInt(1)).isEqualTo(number + Integer.parseInt(sql.replaceAll("[^1-3]", "")));
                                }
                            }
                        }
                    }
                }
            });
        }
    }

    @Test
    @DisplayName("65: the unnamed statement outlives ReadyForQuery, also on another server")
    void trap65_unnamedStatementOutlivesReadyForQuery() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start();
                ScriptedClient client = pooler.client();
                ScriptedClient blocker = pooler.client()) {
            client.send(Frames.parse("", "SELECT $1::text"), Frames.describeStatement(""), Frames.sync());
            assertThat(Replies.types(client.readUntil(READY))).isEqualTo("1 t T Z");
            blocker.query("BEGIN");
            blocker.query("SELECT 1");
            assertThat(Replies.value(execute(client, "", "first"))).isEqualTo("first");
            blocker.query("COMMIT");
            try (ScriptedClient second = pooler.client()) {
                second.query("BEGIN");
                second.query("SELECT 1");
                assertThat(Replies.value(execute(client, "", "second"))).isEqualTo("second");
                second.query("COMMIT");
            }
        }
    }

    @Test
    @DisplayName("65: another client's unnamed statement on the same server does not show through")
    void trap65_unnamedStatementsOfTwoClients() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient alice = pooler.client();
                ScriptedClient bob = pooler.client()) {
            prepare(alice, "", "SELECT 'alice'");
            prepare(bob, "", "SELECT 'bob'");
            assertThat(Replies.value(execute(alice, ""))).isEqualTo("alice");
            assertThat(Replies.value(execute(bob, ""))).isEqualTo("bob");
            alice.query("SELECT 1");
            assertThat(Replies.value(execute(bob, ""))).isEqualTo("bob");
        }
    }

    @Test
    @DisplayName("65: a simple Query ends the unnamed statement, and so does a Parse that fails")
    void trap65_simpleQueryEndsUnnamedStatement() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            prepare(client, "", "SELECT 'old'");
            client.query("SELECT 1");
            assertThat(Replies.error(execute(client, "")).sqlState()).isEqualTo("26000");
            prepare(client, "", "SELECT 'older'");
            assertThat(Replies.error(prepare(client, "", "SELEC")).sqlState()).isEqualTo("42601");
            assertThat(Replies.error(execute(client, "")).sqlState()).isEqualTo("26000");
            assertThat(Replies.value(client.query("SELECT 'goes on'"))).isEqualTo("goes on");
        }
    }

    @Test
    @DisplayName("66: the same text with other parameter types is another statement")
    void trap66_parameterTypesArePartOfTheKey() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient alice = pooler.client();
                ScriptedClient bob = pooler.client()) {
            int int4 = 23;
            int text = 25;
            alice.send(Frames.parse("s", "SELECT pg_typeof($1)", int4), Frames.sync());
            bob.send(Frames.parse("s", "SELECT pg_typeof($1)", text), Frames.sync());
            alice.readUntil(READY);
            bob.readUntil(READY);
            assertThat(Replies.value(execute(alice, "s", "1"))).isEqualTo("integer");
            assertThat(Replies.value(execute(bob, "s", "1"))).isEqualTo("text");
        }
    }

    @Test
    @DisplayName("67: a name used twice is 42P05, an unknown one 26000, closing an unknown one succeeds; the connection goes on")
    void trap67_errorsOfNames() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            assertThat(Replies.types(prepare(client, "s", "SELECT 'first'"))).isEqualTo("1 Z");
            List<Frame> twice = prepare(client, "s", "SELECT 'second'");
            assertThat(Replies.types(twice)).isEqualTo("E Z");
            assertThat(Replies.error(twice).sqlState()).isEqualTo("42P05");
            assertThat(Replies.error(twice).message()).isEqualTo("prepared statement \"s\" already exists");
            assertThat(Replies.error(twice).severity()).isEqualTo("ERROR");
            assertThat(Replies.value(execute(client, "s"))).isEqualTo("first");

            List<Frame> unknown = execute(client, "nothing");
            assertThat(Replies.types(unknown)).isEqualTo("E Z");
            assertThat(Replies.error(unknown).sqlState()).isEqualTo("26000");
            assertThat(Replies.error(unknown).message()).isEqualTo("prepared statement \"nothing\" does not exist");
            client.send(Frames.describeStatement("nothing"), Frames.sync());
            assertThat(Replies.error(client.readUntil(READY)).sqlState()).isEqualTo("26000");

            client.send(Frames.closeStatement("nothing"), Frames.closeStatement("s"), Frames.sync());
            assertThat(Replies.types(client.readUntil(READY))).isEqualTo("3 3 Z");
            assertThat(Replies.error(execute(client, "s")).sqlState()).isEqualTo("26000");
            assertThat(Replies.types(prepare(client, "s", "SELECT 'third'"))).isEqualTo("1 Z");
            assertThat(Replies.value(execute(client, "s"))).isEqualTo("third");
        }
    }

    @Test
    @DisplayName("67: these errors inside a transaction fail it as PostgreSQL does")
    void trap67_errorInsideTransaction() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            for (boolean duplicate : new boolean[] {true, false}) {
                client.query("DEALLOCATE ALL");
                prepare(client, "s", "SELECT 1");
                client.query("BEGIN");
                List<Frame> failed = duplicate ? prepare(client, "s", "SELECT 2") : execute(client, "nothing");
                assertThat(Replies.status(failed)).isEqualTo('E');
                assertThat(Replies.error(client.query("SELECT 1")).sqlState()).isEqualTo("25P02");
                assertThat(Replies.status(client.query("ROLLBACK"))).isEqualTo('I');
            }
        }
    }

    @Test
    @DisplayName("68: a name may be long, odd, or look like the pooler's own")
    void trap68_oddNames() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            for (String name : List.of("howdah_1", "PGBOUNCER_1", "S_1", " ", "\"", "é\u0001", "n".repeat(5000))) {
                assertThat(Replies.types(prepare(client, name, "SELECT 'x" + name.length() + "'"))).isEqualTo("1 Z");
            }
            for (String name : List.of("howdah_1", "PGBOUNCER_1", "S_1", " ", "\"", "é\u0001", "n".repeat(5000))) {
                assertThat(Replies.value(execute(client, name))).isEqualTo("x" + name.length());
            }
        }
    }

    @Test
    @DisplayName("69: DEALLOCATE ALL and DISCARD ALL end every statement of this client, and of no other")
    void trap69_deallocateAll() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient alice = pooler.client();
                ScriptedClient bob = pooler.client()) {
            prepare(bob, "kept", "SELECT 'kept'");
            for (String sql : List.of("DEALLOCATE ALL", "DISCARD ALL", "/* hidden */ deallocate prepare all")) {
                prepare(alice, "s", "SELECT 1");
                assertThat(Replies.value(execute(alice, "s"))).isEqualTo("1");
                alice.query(sql);
                assertThat(Replies.error(execute(alice, "s")).sqlState()).as(sql).isEqualTo("26000");
                assertThat(Replies.value(execute(bob, "kept"))).isEqualTo("kept");
            }
            alice.send(Frames.parse("", "DEALLOCATE ALL"), Frames.bind("", ""), Frames.execute("", 0), Frames.sync());
            alice.readUntil(READY);
            assertThat(Replies.types(prepare(alice, "s", "SELECT 2"))).isEqualTo("1 Z");
            assertThat(Replies.value(execute(alice, "s"))).isEqualTo("2");
        }
    }

    @Test
    @DisplayName("73: more statements than max_prepared_statements: all work, and the server holds no more than that")
    void trap73_leastRecentlyUsedGoes() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres)
                .set("default_pool_size", 1).set("max_prepared_statements", 3).start();
                ScriptedClient client = pooler.client()) {
            for (int i = 0; i < 10; i++) {
                prepare(client, "s" + i, "SELECT 'statement " + i + "'");
            }
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 10; i++) {
                    assertThat(Replies.value(execute(client, "s" + i))).isEqualTo("statement " + i);
                }
                String held = Replies.value(client.query("SELECT count(*) FROM pg_prepared_statements"));
                assertThat(Integer.parseInt(held)).isLessThanOrEqualTo(3);
            }
        }
    }

    @Test
    @DisplayName("73: eviction in the middle of a pipeline, and in a failed transaction, breaks nothing")
    void trap73_evictionInPipeline() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres)
                .set("default_pool_size", 1).set("max_prepared_statements", 2).start();
                ScriptedClient client = pooler.client()) {
            for (int i = 0; i < 6; i++) {
                client.send(Frames.parse("s" + i, "SELECT 'p" + i + "'"));
            }
            for (int i = 0; i < 6; i++) {
                client.send(Frames.bind("", "s" + i), Frames.execute("", 0));
            }
            client.send(Frames.sync());
            List<Frame> answer = client.readUntil(READY);
            assertThat(Replies.types(answer)).isEqualTo("1 1 1 1 1 1 2 D C 2 D C 2 D C 2 D C 2 D C 2 D C Z");
            assertThat(Replies.values(answer)).containsExactly("p0", "p1", "p2", "p3", "p4", "p5");

            client.query("BEGIN");
            client.query("SELECT 1/0");
            assertThat(Replies.error(execute(client, "s0")).sqlState()).isEqualTo("25P02");
            client.query("ROLLBACK");
            for (int i = 0; i < 6; i++) {
                assertThat(Replies.value(execute(client, "s" + i))).isEqualTo("p" + i);
            }
        }
    }

    @Test
    @DisplayName("74: 'cached plan must not change result type' heals outside a transaction")
    void trap74_cachedPlan() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient client = pooler.client()) {
            client.query("DROP TABLE IF EXISTS grows");
            client.query("CREATE TABLE grows (a text)");
            client.query("INSERT INTO grows VALUES ('a')");
            prepare(client, "s", "SELECT * FROM grows");
            assertThat(Replies.value(execute(client, "s"))).isEqualTo("a");
            client.query("ALTER TABLE grows ADD COLUMN b text DEFAULT 'b'");
            assertThat(Replies.value(execute(client, "s"))).isEqualTo("a");
            client.query("DROP TABLE grows");
        }
    }

    @Test
    @DisplayName("a batch that fails before its Parse is reached registers nothing: the name is free")
    void parseThatWasSkipped() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            client.send(Frames.bind("", "unknown"), Frames.parse("s", "SELECT 1"), Frames.sync());
            assertThat(Replies.types(client.readUntil(READY))).isEqualTo("E Z");
            assertThat(Replies.types(prepare(client, "s", "SELECT 'now'"))).isEqualTo("1 Z");
            assertThat(Replies.value(execute(client, "s"))).isEqualTo("now");

            client.send(Frames.parse("broken", "SELECT nothing_of_the_kind"), Frames.closeStatement("s"), Frames.sync());
            assertThat(Replies.types(client.readUntil(READY))).isEqualTo("E Z");
            assertThat(Replies.value(execute(client, "s"))).isEqualTo("now");
        }
    }

    @Test
    @DisplayName("max_prepared_statements = 0 leaves the messages alone")
    void trackingTurnedOff() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres)
                .set("max_prepared_statements", 0).set("default_pool_size", 1).start();
                ScriptedClient client = pooler.client()) {
            client.query("BEGIN");
            client.send(Frames.parse("s", "SELECT 'own name'"), Frames.bind("", "s"), Frames.execute("", 0), Frames.sync());
            assertThat(Replies.value(client.readUntil(READY))).isEqualTo("own name");
            assertThat(Replies.value(client.query("SELECT name FROM pg_prepared_statements"))).isEqualTo("s");
            client.query("COMMIT");
        }
    }

    @Test
    @DisplayName("65,535 parameters, as many as the protocol counts")
    void manyParameters() throws Exception {
        int count = 65_535;
        String sql = "SELECT cardinality(ARRAY[" + "?,".repeat(count - 1) + "?]::int[])";
        try (TestPooler pooler = PoolerFile.before(postgres).start();
                Connection connection = pooler.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 1; i <= count; i++) {
                statement.setInt(i, i);
            }
            for (int i = 0; i < 6; i++) { // From the fifth time on the statement has a name.
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    assertThat(rows.getInt(1)).isEqualTo(count);
                }
            }
            assertThat(statement.getParameterMetaData().getParameterCount()).isEqualTo(count);
        }
    }
}
