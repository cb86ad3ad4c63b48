package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A RESET brings back the client's own start-up values, as on a connection of its own. */
@OnEachPostgres
class OwnValuesIT {

    private static final List<String> STARTUP = List.of("application_name", "own", "TimeZone", "Asia/Kolkata", "options",
            "-c work_mem=5MB -c app.tenant=seven");

    private static final String[] LOOK = {"SHOW application_name", "SHOW TimeZone", "SHOW work_mem", "SHOW app.tenant"};

    private final TestPostgres postgres;

    OwnValuesIT(PostgresVersion version) {
        postgres = version.server();
    }

    private PoolerFile oneServer(String mode) {
        return PoolerFile.before(postgres).set("default_pool_size", 1).set("pool_mode", mode);
    }

    /** Records the last reports of parameters that the client gave at start-up. */
    private static void note(ScriptedClient client, List<String> heard) {
        heard.add(client.parameters().get("application_name") + " " + client.parameters().get("TimeZone"));
    }

    /** The pooler holds no more than 200 SETs of a transaction; the server's reports tell of the others. */
    @ParameterizedTest
    @ValueSource(ints = {0, 250})
    @DisplayName("Behind any number of SETs in one transaction a client keeps what it has set last, and no other gets it")
    void manySets(int before) throws Exception {
        try (TestPooler pooler = oneServer("transaction").start(); ScriptedClient other = pooler.client()) {
            List<Frame> fresh = other.query("SHOW TimeZone; SHOW application_name; SHOW work_mem");
            SameAsDirect.check(postgres, pooler, STARTUP, (client, heard) -> {
                client.query("BEGIN");
                for (int i = 0; i < before; i++) {
                    client.query("SET app.x" + i + " = 1");
                }
                SameAsDirect.ask(client, heard, "SET application_name = 'late'", "SET TimeZone = 'Europe/Oslo'",
                        "SET work_mem = '6MB'", "COMMIT");
                assertThat(Replies.values(other.query("SHOW TimeZone; SHOW application_name; SHOW work_mem")))
                        .isEqualTo(Replies.values(fresh));
                SameAsDirect.ask(client, heard, "SHOW TimeZone", "SHOW application_name");
            });
        }
    }

    private static final String CHANGES = "SET application_name = 'other'; SET TimeZone = 'Europe/Oslo'; SET work_mem = '6MB'; SET app.tenant = 'eight'";

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"transaction", "session"})
    @DisplayName("RESET, RESET ALL, DISCARD ALL, SET TO DEFAULT, in any place of any text, in and out of transactions")
    void simpleQueries(String mode) throws Exception {
        try (TestPooler pooler = oneServer(mode).start()) {
            SameAsDirect.check(postgres, pooler, STARTUP, (client, heard) -> {
                for (String reset : List.of("RESET ALL", "RESET application_name", "reset time zone", "SET TimeZone TO DEFAULT",
                        "SET LOCAL work_mem TO DEFAULT", "SET TIME ZONE DEFAULT", "RESET work_mem -- done",
                        "SET SESSION app.tenant = DEFAULT",
                        "RESET ALL; SELECT 1", "SELECT 1; RESET app.tenant; SHOW app.tenant;; SELECT 2; RESET ALL;",
                        "RESET server_version",
                        "RESET nonsense", "SELECT 1/0; RESET ALL", "RESET ALL; SELECT 1/0", "/* a;b */ RESET ALL")) {
                    SameAsDirect.ask(client, heard, "BEGIN", CHANGES, reset);
                    SameAsDirect.ask(client, heard, LOOK);
                    SameAsDirect.ask(client, heard, "ROLLBACK");
                    SameAsDirect.ask(client, heard, LOOK);
                    note(client, heard);
                    SameAsDirect.ask(client, heard,
                            "BEGIN; " + CHANGES + "; " + reset + "; " + String.join("; ", LOOK) + "; ROLLBACK", "ROLLBACK");
                    note(client, heard);
                }
                // Outside of transactions, where the pooler keeps reported values for a client of transaction mode.
                for (String reset : List.of("RESET ALL", "RESET TimeZone; SHOW TimeZone", "DISCARD ALL",
                        "SET timezone TO DEFAULT", "BEGIN; DISCARD ALL")) {
                    SameAsDirect.ask(client, heard, "SET application_name = 'other'; SET TimeZone = 'Europe/Oslo'", reset);
                    note(client, heard);
                    SameAsDirect.ask(client, heard, LOOK);
                    SameAsDirect.ask(client, heard, "ROLLBACK");
                }
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"transaction", "session"})
    @DisplayName("A portal lives until its transaction ends: RESET by a portal that was bound before a Sync")
    void portalAcrossSync(String mode) throws Exception {
        try (TestPooler pooler = oneServer(mode).start()) {
            SameAsDirect.check(postgres, pooler, STARTUP, (client, heard) -> {
                SameAsDirect.ask(client, heard, "BEGIN; " + CHANGES);
                client.send(Frames.parse("s", "RESET ALL"), Frames.bind("p", "s"), Frames.sync());
                client.readUntil(BackendType.READY_FOR_QUERY);
                SameAsDirect.ask(client, heard, LOOK);
                client.send(Frames.execute("p", 0), Frames.sync());
                client.readUntil(BackendType.READY_FOR_QUERY);
                SameAsDirect.ask(client, heard, LOOK);
                SameAsDirect.ask(client, heard, "COMMIT");
                SameAsDirect.ask(client, heard, LOOK);
                note(client, heard);
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"transaction", "session"})
    @DisplayName("the same in the extended protocol, inside a pipeline, unnamed and named")
    void extendedProtocol(String mode) throws Exception {
        try (TestPooler pooler = oneServer(mode).start()) {
            SameAsDirect.check(postgres, pooler, STARTUP, (client, heard) -> {
                for (String name : List.of("", "s")) {
                    for (String reset : List.of("RESET ALL", "RESET TimeZone", "SET application_name TO DEFAULT", "DISCARD ALL",
                            "SET LOCAL work_mem TO DEFAULT")) {
                        SameAsDirect.ask(client, heard, "SET application_name = 'other'; SET TimeZone = 'Europe/Oslo'");
                        client.send(Frames.closeStatement(name), Frames.parse(name, reset), Frames.bind("", name),
                                Frames.execute("", 0), Frames.parse("", "SHOW TimeZone"), Frames.bind("", ""),
                                Frames.execute("", 0), Frames.parse("", "SHOW application_name"), Frames.bind("p", ""),
                                Frames.execute("p", 0), Frames.sync());
                        SameAsDirect.hear(client, 1, heard);
                        note(client, heard);
                        SameAsDirect.ask(client, heard, LOOK);
                        SameAsDirect.ask(client, heard, "BEGIN", CHANGES);
                        client.send(Frames.closeStatement(name), Frames.parse(name, reset), Frames.bind("q", name),
                                Frames.execute("q", 0), Frames.execute("q", 0), Frames.sync());
                        SameAsDirect.hear(client, 1, heard);
                        SameAsDirect.ask(client, heard, "ROLLBACK");
                        SameAsDirect.ask(client, heard, LOOK);
                    }
                }
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"transaction", "session"})
    @DisplayName("a text that comes cut in two, at any byte")
    void cutInTwo(String mode) throws Exception {
        byte[] query = Frames.query("RESET ALL; SHOW TimeZone; SHOW work_mem");
        try (TestPooler pooler = oneServer(mode).start();
                ScriptedClient client = pooler.client(STARTUP.toArray(String[]::new))) {
            for (int cut = 1; cut < query.length; cut++) {
                client.query("SET TimeZone = 'Europe/Oslo'; SET application_name = 'other'");
                client.send(Arrays.copyOf(query, cut));
                client.send(Arrays.copyOfRange(query, cut, query.length));
                List<Frame> answer = client.readUntil(BackendType.READY_FOR_QUERY);
                assertThat(Replies.values(answer)).as("cut at " + cut).containsExactly("Asia/Kolkata", "5MB");
                assertThat(Replies.tags(answer)).containsExactly("RESET", "SHOW", "SHOW");
                assertThat(client.parameters()).containsEntry("application_name", "own");
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"transaction", "session"})
    @DisplayName("a batch of the extended protocol that comes cut in two, at any byte")
    void batchCutInTwo(String mode) throws Exception {
        byte[] batch = Frames.concat(Frames.parse("", "RESET ALL"), Frames.bind("", ""), Frames.execute("", 0),
                Frames.parse("", "SHOW TimeZone"), Frames.bind("", ""), Frames.execute("", 0), Frames.sync());
        try (TestPooler pooler = oneServer(mode).start();
                ScriptedClient client = pooler.client(STARTUP.toArray(String[]::new))) {
            for (int cut = 1; cut < batch.length; cut++) {
                client.query("SET TimeZone = 'Europe/Oslo'; SET application_name = 'other'");
                client.send(Arrays.copyOf(batch, cut));
                client.send(Arrays.copyOfRange(batch, cut, batch.length));
                List<Frame> answer = client.readUntil(BackendType.READY_FOR_QUERY);
                assertThat(Replies.values(answer)).as("cut at " + cut).containsExactly("Asia/Kolkata");
                assertThat(client.parameters()).containsEntry("application_name", "own");
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"transaction", "session"})
    @DisplayName("a role given at start-up")
    void roleAtStartup(String mode) throws Exception {
        try (TestPooler pooler = oneServer(mode).start()) {
            SameAsDirect.check(postgres, pooler, List.of("options", "-c role=member"), (client, heard) -> {
                for (String sql : List.of("RESET ROLE", "SET ROLE NONE; RESET ROLE", "SET role TO DEFAULT", "RESET ALL",
                        "DISCARD ALL",
                        "BEGIN; SET ROLE NONE; RESET ROLE; COMMIT")) {
                    SameAsDirect.ask(client, heard, sql, "SELECT current_user");
                }
            });
        }
    }

    @Test
    @DisplayName("server_reset_query other than DISCARD ALL takes nothing from the next client's start-up values")
    void otherResetQuery() throws Exception {
        for (String resetQuery : List.of("RESET ALL", "SELECT 1", "RESET work_mem; RESET SESSION AUTHORIZATION")) {
            for (String mode : List.of("session", "transaction")) {
                try (TestPooler pooler = oneServer(mode).set("server_reset_query", resetQuery)
                        .set("server_reset_query_always", 1).start()) {
                    for (int i = 0; i < 3; i++) {
                        try (ScriptedClient client = pooler.client("options",
                                "-c work_mem=5MB -c app.tenant=seven -c role=member")) {
                            assertThat(Replies.value(client.query("SHOW work_mem"))).as(resetQuery + " " + mode).isEqualTo("5MB");
                            assertThat(Replies.value(client.query("SELECT current_user"))).isEqualTo("member");
                            assertThat(Replies.value(client.query("SHOW app.tenant"))).isEqualTo("seven");
                        }
                        pooler.awaitUnused();
                        try (ScriptedClient client = pooler.client()) {
                            assertThat(Replies.value(client.query("SHOW work_mem"))).isEqualTo("4MB");
                            assertThat(Replies.value(client.query("SELECT current_user"))).isEqualTo("app");
                        }
                        pooler.awaitUnused();
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"transaction", "session"})
    @DisplayName("connect_query survives whatever a client does")
    void connectQuery(String mode) throws Exception {
        try (TestPooler pooler = oneServer(mode)
                .database(TestPostgres.DATABASE,
                        "connect_query: \"SET ROLE member; SET work_mem = '7MB'; SET TimeZone = 'Europe/Oslo'\"")
                .start()) {
            for (String sql : List.of("RESET ROLE", "SET ROLE app", "SET ROLE NONE", "DISCARD ALL", "RESET ALL", "RESET work_mem",
                    "SET work_mem TO DEFAULT",
                    "SET work_mem = '9MB'", "DEALLOCATE ALL", "RESET TimeZone", "SET TimeZone = 'UTC'",
                    "BEGIN; RESET ROLE; COMMIT",
                    "BEGIN; RESET ROLE; ROLLBACK", "SET SESSION AUTHORIZATION DEFAULT", "SELECT set_config('role', 'app', false)",
                    "DO $$ BEGIN EXECUTE 'RESET ROLE'; END $$", "PREPARE other AS SELECT 2", "SELECT pg_advisory_lock(1)")) {
                for (boolean extended : new boolean[] {false, true}) {
                    try (ScriptedClient first = pooler.client("options", "-c work_mem=8MB")) {
                        assertThat(Replies.value(first.query("SHOW work_mem"))).isEqualTo("8MB");
                        if (extended && !sql.contains(";")) {
                            first.send(Frames.parse("", sql), Frames.bind("", ""), Frames.execute("", 0), Frames.sync());
                            first.readUntil(BackendType.READY_FOR_QUERY);
                        } else {
                            first.query(sql);
                        }
                        if (List.of("DISCARD ALL", "RESET ALL").contains(sql)) {
                            assertThat(Replies.value(first.query("SELECT current_user"))).as(sql).isEqualTo("member");
                            assertThat(Replies.value(first.query("SHOW TimeZone"))).as(sql).isEqualTo("Europe/Oslo");
                            assertThat(Replies.value(first.query("SHOW work_mem"))).as(sql).isEqualTo("8MB");
                        }
                    }
                    pooler.awaitUnused();
                    try (ScriptedClient next = pooler.client()) {
                        assertThat(Replies.value(next.query("SELECT current_user"))).as("after " + sql).isEqualTo("member");
                        assertThat(Replies.value(next.query("SHOW work_mem"))).as("after " + sql).isEqualTo("7MB");
                        assertThat(Replies.value(next.query("SHOW TimeZone"))).as("after " + sql).isEqualTo("Europe/Oslo");
                        assertThat(next.parameters()).containsEntry("TimeZone", "Europe/Oslo");
                    }
                    pooler.awaitUnused();
                }
            }
        }
    }

    @Test
    @DisplayName("a connect_query that cannot run twice runs after everything is discarded")
    void connectQueryThatPrepares() throws Exception {
        try (TestPooler pooler = oneServer("transaction")
                .database(TestPostgres.DATABASE,
                        "connect_query: \"PREPARE mine AS SELECT 1; LISTEN mine; CREATE TEMP TABLE mine (a int)\"")
                .start()) {
            String backend = null;
            for (String sql : List.of("SELECT 1", "SET ROLE member", "DEALLOCATE ALL", "DEALLOCATE mine", "DISCARD ALL",
                    "SET work_mem = '9MB'")) {
                try (ScriptedClient first = pooler.client()) {
                    String own = Replies.value(first.query("SELECT pg_backend_pid()"));
                    assertThat(own).isEqualTo(backend == null ? own : backend);
                    backend = own;
                    first.query(sql);
                }
                pooler.awaitUnused();
                try (ScriptedClient next = pooler.client()) {
                    assertThat(Replies.values(next.query("SELECT name FROM pg_prepared_statements WHERE from_sql"))).as(sql)
                            .containsExactly("mine");
                    assertThat(Replies.values(next.query("SELECT pg_listening_channels()"))).as(sql).containsExactly("mine");
                    assertThat(Replies.tags(next.query("SELECT * FROM mine"))).as(sql).containsExactly("SELECT 0");
                }
            }
        }
    }
}
