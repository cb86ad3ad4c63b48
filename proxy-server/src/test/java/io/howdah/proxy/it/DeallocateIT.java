package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL DEALLOCATE of statements that a Parse has prepared. */
@OnEachPostgres
class DeallocateIT {

    private final TestPostgres postgres;

    DeallocateIT(PostgresVersion version) {
        postgres = version.server();
    }

    private TestPooler pooler(String mode, int tracked) {
        return PoolerFile.before(postgres).set("default_pool_size", 1).set("pool_mode", mode)
                .set("max_prepared_statements", tracked).start();
    }

    private static byte[] run(String name) {
        return Frames.concat(Frames.bind("", name), Frames.execute("", 0), Frames.sync());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"transaction, 200", "transaction, 2", "session, 200"})
    @DisplayName("in simple queries, in and out of transactions, of names the client has and has not")
    void simpleQueries(String mode, int tracked) throws Exception {
        try (TestPooler pooler = pooler(mode, tracked)) {
            SameAsDirect.check(postgres, pooler, List.of(), (client, heard) -> {
                client.send(Frames.parse("s", "SELECT 1"), Frames.parse("t", "SELECT 2"), Frames.parse("Odd \"one\"", "SELECT 3"),
                        Frames.parse("all", "SELECT 4"), Frames.parse("u", "SELECT 5"), Frames.parse("v", "SELECT 6"),
                        Frames.sync());
                SameAsDirect.hear(client, 1, heard);
                SameAsDirect.ask(client, heard, "DEALLOCATE s", "DEALLOCATE S", "DEALLOCATE nothing", "DEALLOCATE PREPARE t",
                        "DEALLOCATE \"Odd \"\"one\"\"\"", "deallocate \"all\"; SELECT 7; deallocate \"all\"", "BEGIN",
                        "DEALLOCATE u", "ROLLBACK",
                        "DEALLOCATE u", "BEGIN", "SELECT 1/0", "DEALLOCATE v", "ROLLBACK");
                for (String name : List.of("s", "t", "Odd \"one\"", "all", "u", "v")) {
                    client.send(run(name));
                    SameAsDirect.hear(client, 1, heard);
                }
                // The name is free again.
                client.send(Frames.parse("s", "SELECT 8"), run("s"));
                SameAsDirect.hear(client, 1, heard);
                SameAsDirect.ask(client, heard, "SELECT 1; DEALLOCATE s; SELECT 1/0");
                client.send(run("s"));
                SameAsDirect.hear(client, 1, heard);
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"transaction", "session"})
    @DisplayName("in the extended protocol, unnamed and named, and inside pipelines")
    void extendedProtocol(String mode) throws Exception {
        try (TestPooler pooler = pooler(mode, 200)) {
            SameAsDirect.check(postgres, pooler, List.of(), (client, heard) -> {
                for (String name : List.of("", "d")) {
                    client.send(Frames.parse("s", "SELECT 1"), Frames.parse(name, "DEALLOCATE s"), Frames.bind("", name),
                            Frames.execute("", 0), Frames.sync());
                    SameAsDirect.hear(client, 1, heard);
                    client.send(run("s"));
                    SameAsDirect.hear(client, 1, heard);
                    client.send(Frames.closeStatement(name), Frames.sync());
                    // All in one flight: a Bind uses the name before the DEALLOCATE, and a Parse gives the name anew behind it.
                    client.send(Frames.parse("s", "SELECT 1"), Frames.bind("", "s"), Frames.execute("", 0),
                            Frames.parse(name, "DEALLOCATE s"), Frames.bind("p", name), Frames.describePortal("p"),
                            Frames.execute("p", 0), Frames.parse("s", "SELECT 2"), Frames.bind("", "s"), Frames.execute("", 0),
                            Frames.sync(), Frames.bind("", name), Frames.execute("", 0), Frames.execute("", 0), Frames.sync());
                    SameAsDirect.hear(client, 3, heard);
                    client.send(Frames.closeStatement("s"), Frames.closeStatement(name), Frames.sync());
                    SameAsDirect.hear(client, 1, heard);
                    // After an error the server skips the DEALLOCATE, so the name stays valid.
                    client.send(Frames.parse("s", "SELECT 1"), Frames.sync(), Frames.parse("x", "SELEC"),
                            Frames.parse(name, "DEALLOCATE s"), Frames.bind("", name), Frames.execute("", 0), Frames.sync(),
                            run("s"));
                    SameAsDirect.hear(client, 3, heard);
                    client.send(Frames.query("BEGIN"), Frames.query("SELECT 1/0"), Frames.query("DEALLOCATE s"),
                            Frames.query("ROLLBACK"), run("s"), Frames.query("DEALLOCATE s"), run("s"));
                    SameAsDirect.hear(client, 7, heard);
                }
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"transaction", "session"})
    @DisplayName("DEALLOCATE ALL and DISCARD ALL inside pipelines")
    void deallocateAll(String mode) throws Exception {
        try (TestPooler pooler = pooler(mode, 200)) {
            SameAsDirect.check(postgres, pooler, List.of(), (client, heard) -> {
                for (String all : List.of("DEALLOCATE ALL", "DEALLOCATE PREPARE ALL", "DISCARD ALL")) {
                    client.send(Frames.parse("s", "SELECT 1"), run("s"), Frames.query(all), run("s"),
                            Frames.parse("s", "SELECT 1"), run("s"), Frames.parse("s", "SELECT 2"), Frames.sync());
                    SameAsDirect.hear(client, 5, heard);
                    client.send(Frames.parse("", all), Frames.bind("", ""), Frames.execute("", 0), Frames.parse("s", "SELECT 3"),
                            run("s"));
                    SameAsDirect.hear(client, 1, heard);
                    client.send(Frames.query("BEGIN"), Frames.query("SELECT 1/0"), Frames.query(all), Frames.query("ROLLBACK"),
                            run("s"), Frames.query("BEGIN"), Frames.query(all), run("s"), Frames.query("ROLLBACK"), run("s"),
                            Frames.query("DEALLOCATE ALL"));
                    SameAsDirect.hear(client, 11, heard);
                }
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"transaction", "session"})
    @DisplayName("names given and taken in a batch that is passed over, and used before its error is heard")
    void passedOver(String mode) throws Exception {
        try (TestPooler pooler = pooler(mode, 200)) {
            SameAsDirect.check(postgres, pooler, List.of(), (client, heard) -> {
                client.send(Frames.parse("x", "SELEC"), Frames.query("SELECT 1"), Frames.sync(), Frames.query("DEALLOCATE x"),
                        Frames.query("SELECT 2"));
                SameAsDirect.hear(client, 3, heard);
                client.send(Frames.parse("x", "SELEC"), Frames.sync(), Frames.parse("", "DEALLOCATE x"), Frames.bind("", ""),
                        Frames.execute("", 0), Frames.sync());
                SameAsDirect.hear(client, 2, heard);
                client.send(Frames.parse("a", "SELECT 1"), Frames.sync());
                SameAsDirect.hear(client, 1, heard);
                client.send(Frames.parse("b", "SELEC"), Frames.closeStatement("a"), Frames.sync(), run("a"),
                        Frames.query("DEALLOCATE a"), run("a"));
                SameAsDirect.hear(client, 4, heard);
                client.send(Frames.parse("c", "SELECT 'old'"), Frames.sync(), Frames.execute("none", 0),
                        Frames.closeStatement("c"), Frames.sync(), Frames.parse("c", "SELECT 'new'"), Frames.sync(), run("c"));
                SameAsDirect.hear(client, 4, heard);
            });
        }
    }

    @Test
    @DisplayName("a statement brought to another server in a failed transaction is brought again behind it, in the same flight")
    void broughtInVain() throws Exception {
        try (TestPooler pooler = pooler("transaction", 200);
                ScriptedClient one = pooler.client();
                ScriptedClient two = pooler.client()) {
            one.send(Frames.parse("s", "SELECT 'one'"), Frames.sync());
            one.readUntil(BackendType.READY_FOR_QUERY);
            two.send(Frames.query("SELECT pg_terminate_backend(pg_backend_pid())"));
            two.readUntil(BackendType.ERROR_RESPONSE);
            one.send(Frames.query("BEGIN"), Frames.query("SELECT 1/0"), run("s"), Frames.query("ROLLBACK"), run("s"));
            for (int i = 0; i < 4; i++) {
                one.readUntil(BackendType.READY_FOR_QUERY);
            }
            assertThat(Replies.value(one.readUntil(BackendType.READY_FOR_QUERY))).isEqualTo("one");
        }
    }

    @Test
    @DisplayName("one client's DEALLOCATE takes nothing from another, by whatever name, and leaves nothing behind")
    void othersKeepTheirs() throws Exception {
        try (TestPooler pooler = pooler("transaction", 200);
                ScriptedClient one = pooler.client();
                ScriptedClient two = pooler.client()) {
            one.send(Frames.parse("s", "SELECT 'one'"), Frames.sync());
            one.readUntil(BackendType.READY_FOR_QUERY);
            assertThat(answer(one, "s")).isEqualTo("one");
            String server = Replies.value(two.query("SELECT name FROM pg_prepared_statements"));
            two.query("DEALLOCATE \"" + server + "\"");
            assertThat(answer(one, "s")).isEqualTo("one");
            two.send(Frames.parse("s", "SELECT 'one'"), Frames.sync());
            two.readUntil(BackendType.READY_FOR_QUERY);
            assertThat(answer(two, "s")).isEqualTo("one");
            assertThat(Replies.tags(two.query("DEALLOCATE s"))).containsExactly("DEALLOCATE");
            assertThat(answer(one, "s")).isEqualTo("one");
            assertThat(Replies.values(one.query("SELECT name FROM pg_prepared_statements WHERE name = 's'"))).isEmpty();
            one.query("DEALLOCATE ALL");
            two.send(Frames.parse("s", "SELECT 'two'"), Frames.sync());
            two.readUntil(BackendType.READY_FOR_QUERY);
            assertThat(answer(two, "s")).isEqualTo("two");
        }
    }

    private static String answer(ScriptedClient client, String name) throws IOException {
        client.send(run(name));
        return Replies.value(client.readUntil(BackendType.READY_FOR_QUERY));
    }
}
