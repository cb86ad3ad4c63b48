package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.io.IOException;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** lastval() and currval() never return another client's value. */
@OnEachPostgres
class SequencesIT {

    private static final String INSERT = "INSERT INTO track (note) VALUES ('x')";

    private final TestPostgres postgres;

    SequencesIT(PostgresVersion version) {
        postgres = version.server();
    }

    private TestPooler oneServer() {
        return PoolerFile.before(postgres).set("default_pool_size", 1).start();
    }

    private static List<Frame> extended(ScriptedClient client, String name, String sql) throws IOException {
        client.send(Frames.closeStatement(name), Frames.parse(name, sql), Frames.bind("", name), Frames.execute("", 0),
                Frames.sync());
        return client.readUntil(BackendType.READY_FOR_QUERY);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"SELECT lastval()", "SELECT currval('track_id_seq')", "SELECT 1; SELECT LASTVAL()",
        "INSERT INTO track (id, note) VALUES (-lastval(), 'y')"})
    @DisplayName("of a client that has used no sequence, on its own, in a transaction, in every protocol")
    void others(String read) throws Exception {
        for (int way = 0; way < 5; way++) {
            for (String use : List.of(INSERT, "SELECT nextval('track_id_seq')",
                    "SELECT setval('track_id_seq', nextval('track_id_seq'))")) {
                try (TestPooler pooler = oneServer();
                        ScriptedClient one = pooler.client();
                        ScriptedClient two = pooler.client()) {
                    one.query(use);
                    for (int i = 0; i < 2; i++) {
                        List<Frame> answer;
                        if (way < 2) {
                            if (way == 1) {
                                two.query("BEGIN");
                                two.query("SELECT 1");
                            }
                            answer = two.query(read);
                        } else if (read.contains(";")) {
                            continue;
                        } else {
                            if (way == 4) {
                                two.query("BEGIN");
                            }
                            answer = extended(two, way == 3 ? "s" : "", read);
                        }
                        assertThat(Replies.error(answer).sqlState()).as(use + ", way " + way).isEqualTo("55000");
                        two.query("ROLLBACK");
                        one.query(use);
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("a client's own value stays in its transaction, also where nobody has asked before")
    void own() throws Exception {
        for (String use : List.of(INSERT, "SELECT nextval('track_id_seq')", INSERT + "; SELECT 1")) {
            for (int way = 0; way < 4; way++) {
                try (TestPooler pooler = oneServer();
                        ScriptedClient one = pooler.client();
                        ScriptedClient two = pooler.client()) {
                    for (int i = 0; i < 3; i++) {
                        one.query(use);
                        List<Frame> answer;
                        if (way == 0) {
                            answer = two.query(use + "; SELECT currval('track_id_seq') - lastval()");
                        } else if (way == 1) {
                            two.query("BEGIN");
                            two.query(use);
                            two.query("SELECT 1");
                            answer = two.query("SELECT currval('track_id_seq') - lastval()");
                            two.query("COMMIT");
                        } else if (use.contains(";")) {
                            continue;
                        } else if (way == 2) {
                            two.send(Frames.parse("", use), Frames.bind("", ""), Frames.execute("", 0),
                                    Frames.parse("", "SELECT currval('track_id_seq') - lastval()"), Frames.bind("", ""),
                                    Frames.execute("", 0), Frames.sync());
                            answer = two.readUntil(BackendType.READY_FOR_QUERY);
                        } else {
                            two.query("BEGIN");
                            extended(two, "s", use);
                            answer = extended(two, "t", "SELECT currval('track_id_seq') - lastval()");
                            two.query("COMMIT");
                        }
                        List<String> values = Replies.values(answer);
                        assertThat(values.get(values.size() - 1)).as(use + ", way " + way).isEqualTo("0");
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("also through a function that asks, once it is known that somebody does; and with nobody between it is still there")
    void functionsAndReturns() throws Exception {
        try (TestPooler pooler = oneServer(); ScriptedClient one = pooler.client(); ScriptedClient two = pooler.client()) {
            one.query("CREATE OR REPLACE FUNCTION given_last() RETURNS bigint LANGUAGE sql AS 'SELECT lastval()'");
            String own = Replies.value(one.query("SELECT nextval('track_id_seq')"));
            assertThat(Replies.value(one.query("SELECT given_last()"))).isEqualTo(own);
            assertThat(Replies.error(two.query("SELECT given_last()")).sqlState()).isEqualTo("55000");
            assertThat(Replies.error(one.query("SELECT given_last()")).sqlState()).isEqualTo("55000");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"SELECT lastval()", "SELECT currval('track_id_seq')"})
    @DisplayName("of a client that used a sequence through a function or a trigger whose text the pooler never saw")
    void hiddenUse(String read) throws Exception {
        try (Connection connection = postgres.superuser()) {
            Sql.run(connection,
                    "CREATE OR REPLACE FUNCTION take_next() RETURNS bigint LANGUAGE sql AS 'SELECT nextval(''track_id_seq'')'");
            Sql.run(connection, "CREATE OR REPLACE FUNCTION advance() RETURNS trigger LANGUAGE plpgsql"
                    + " AS 'BEGIN PERFORM nextval(''track_id_seq''); RETURN NEW; END'");
            Sql.run(connection, "DROP TABLE IF EXISTS quiet");
            Sql.run(connection, "CREATE TABLE quiet (a int)");
            Sql.run(connection, "GRANT ALL ON quiet TO PUBLIC");
            Sql.run(connection,
                    "CREATE TRIGGER advance BEFORE UPDATE OR INSERT ON quiet FOR EACH ROW EXECUTE FUNCTION advance()");
        }
        for (String use : List.of("SELECT take_next()", "INSERT INTO quiet VALUES (1)", "UPDATE quiet SET a = 2",
                "DO 'BEGIN PERFORM take_next(); END'",
                "COPY (SELECT take_next()) TO STDOUT")) {
            for (boolean prepared : new boolean[] {false, true}) {
                try (TestPooler pooler = oneServer(); ScriptedClient one = pooler.client()) {
                    SameAsDirect.check(postgres, pooler, List.of(), (client, heard) -> {
                        assertThat(prepared ? Replies.tags(extended(one, "s", use)) : Replies.tags(one.query(use))).hasSize(1);
                        SameAsDirect.ask(client, heard, read);
                        assertThat(prepared ? Replies.tags(extended(one, "s", use)) : Replies.tags(one.query(use))).hasSize(1);
                        client.send(Frames.parse("s", read), Frames.bind("", "s"), Frames.execute("", 0), Frames.sync());
                        SameAsDirect.hear(client, 1, heard);
                    });
                }
            }
        }
        try (Connection connection = postgres.superuser()) {
            Sql.run(connection, "DROP TABLE quiet");
        }
    }
}
