package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In session mode the names of prepared statements are the client's own, as on a connection of its own. */
@OnEachPostgres
class SessionModeIT {

    private final TestPostgres postgres;

    SessionModeIT(PostgresVersion version) {
        postgres = version.server();
    }

    private PoolerFile sessions() {
        return PoolerFile.before(postgres).set("pool_mode", "session").set("default_pool_size", 1);
    }

    @Test
    @DisplayName("SQL DEALLOCATE and EXECUTE of protocol statements, PREPARE after Close, names in pg_prepared_statements")
    void namesAreTheClientsOwn() throws Exception {
        try (TestPooler pooler = sessions().start()) {
            SameAsDirect.check(postgres, pooler, List.of(), (client, heard) -> {
                client.send(Frames.parse("s", "SELECT 'protocol'"), Frames.parse("HOWDAH_1", "SELECT 'odd'"), Frames.sync());
                SameAsDirect.hear(client, 1, heard);
                SameAsDirect.ask(client, heard, "EXECUTE s", "EXECUTE \"HOWDAH_1\"",
                        "SELECT name, from_sql FROM pg_prepared_statements ORDER BY 1");
                client.send(Frames.closeStatement("s"), Frames.sync());
                SameAsDirect.hear(client, 1, heard);
                SameAsDirect.ask(client, heard, "PREPARE s AS SELECT 'sql'", "EXECUTE s");
                client.send(Frames.bind("", "s"), Frames.execute("", 0), Frames.sync());
                SameAsDirect.hear(client, 1, heard);
                SameAsDirect.ask(client, heard, "DEALLOCATE s", "BEGIN", "DEALLOCATE s", "ROLLBACK",
                        "DEALLOCATE \"HOWDAH_1\"", "SELECT name FROM pg_prepared_statements");
            });
        }
    }

    @Test
    @DisplayName("a statement prepared after DDL knows nothing of what others had prepared before")
    void nothingIsShared() throws Exception {
        try (TestPooler pooler = sessions().start()) {
            SameAsDirect.check(postgres, pooler, List.of(), (client, heard) -> {
                SameAsDirect.ask(client, heard, "CREATE TABLE reshaped (a int)");
                client.send(Frames.parse("s", "SELECT * FROM reshaped"), Frames.describeStatement("s"), Frames.sync());
                SameAsDirect.hear(client, 1, heard);
                SameAsDirect.ask(client, heard, "ALTER TABLE reshaped ADD COLUMN b int");
                client.send(Frames.parse("t", "SELECT * FROM reshaped"), Frames.describeStatement("t"), Frames.bind("", "t"),
                        Frames.execute("", 0), Frames.sync(), Frames.bind("", "s"), Frames.execute("", 0), Frames.sync());
                SameAsDirect.hear(client, 2, heard);
                SameAsDirect.ask(client, heard, "DROP TABLE reshaped");
            });
        }
    }

    @Test
    @DisplayName("two clients that prepare the same text, one before and one after DDL")
    void nothingIsSharedByTwo() throws Exception {
        byte[] prepare = Frames.concat(Frames.parse("s", "SELECT * FROM reshaped WHERE a = $1"), Frames.describeStatement("s"));
        byte[] run = Frames.concat(Frames.bind("", "s", "7"), Frames.describePortal(""), Frames.execute("", 0), Frames.sync());
        try (TestPooler pooler = sessions().set("default_pool_size", 2).start()) {
            for (String ddl : List.of("ALTER TABLE reshaped ALTER a TYPE text", "ALTER TABLE reshaped ADD b int",
                    "ALTER TABLE reshaped RENAME TO reshapen; CREATE TABLE reshaped (b text, a text)", "DROP TABLE reshaped")) {
                SameAsDirect.check(postgres, pooler, List.of(), (before, heard) -> {
                    try (Connection connection = postgres.superuser()) {
                        Sql.run(connection, "CREATE TABLE reshaped (a int)");
                        Sql.run(connection, "GRANT ALL ON reshaped TO PUBLIC");
                        before.send(prepare, run);
                        SameAsDirect.hear(before, 1, heard);
                        Sql.run(connection, ddl);
                        Sql.run(connection,
                                "DO 'BEGIN GRANT ALL ON reshaped TO PUBLIC; EXCEPTION WHEN undefined_table THEN END'");
                    }
                    SameAsDirect.check(postgres, pooler, List.of(), (after, heardAfter) -> {
                        for (int i = 0; i < 2; i++) {
                            after.send(i == 0 ? prepare : new byte[0], run);
                            SameAsDirect.hear(after, 1, heardAfter);
                            before.send(run);
                            SameAsDirect.hear(before, 1, heard);
                        }
                    });
                    try (Connection connection = postgres.superuser()) {
                        Sql.run(connection, "DROP TABLE IF EXISTS reshaped, reshapen");
                    }
                });
            }
        }
    }

    @Test
    @DisplayName("a named Parse that fails leaves the unnamed statement alone")
    void namedParseFails() throws Exception {
        try (TestPooler pooler = sessions().start()) {
            SameAsDirect.check(postgres, pooler, List.of(), (client, heard) -> {
                client.send(Frames.parse("", "SELECT 'unnamed'"), Frames.sync(), Frames.parse("s", "SELEC"), Frames.sync());
                SameAsDirect.hear(client, 2, heard);
                client.send(Frames.bind("", ""), Frames.execute("", 0), Frames.sync());
                SameAsDirect.hear(client, 1, heard);
            });
        }
    }

    @ParameterizedTest(name = "server_reset_query \"{0}\"")
    @ValueSource(strings = {"DISCARD ALL", "SELECT 1", ""})
    @DisplayName("the next session finds none of them")
    void nothingStays(String resetQuery) throws Exception {
        try (TestPooler pooler = sessions().set("server_reset_query", resetQuery).start()) {
            String backend;
            try (ScriptedClient first = pooler.client()) {
                backend = Replies.value(first.query("SELECT pg_backend_pid()"));
                first.send(Frames.parse("s", "SELECT 'first'"), Frames.sync());
                assertThat(Replies.types(first.readUntil(Frames.readyForQuery('I')[0]))).isEqualTo("1 Z");
            }
            try (ScriptedClient second = pooler.client()) {
                assertThat(Replies.value(second.query("SELECT pg_backend_pid()"))).isEqualTo(backend);
                assertThat(Replies.values(second.query("SELECT name FROM pg_prepared_statements"))).isEmpty();
                second.send(Frames.parse("s", "SELECT 'second'"), Frames.bind("", "s"), Frames.execute("", 0), Frames.sync());
                assertThat(Replies.value(second.readUntil(Frames.readyForQuery('I')[0]))).isEqualTo("second");
            }
        }
    }
}
