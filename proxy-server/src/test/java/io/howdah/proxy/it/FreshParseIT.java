package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Parse has the same meaning as on a connection of the client's own, whichever client and server have prepared the text before.
 */
@OnEachPostgres
class FreshParseIT {

    private static final String ALL = "SELECT * FROM stock";
    private static final byte[] RUN = Frames.concat(Frames.bind("", "s"), Frames.execute("", 0), Frames.sync());
    private static final byte[] DESCRIBE_AND_RUN = Frames.concat(
            Frames.bind("", "s"), Frames.describePortal(""), Frames.execute("", 0), Frames.sync());

    private final TestPostgres postgres;

    FreshParseIT(PostgresVersion version) {
        postgres = version.server();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = postgres.superuser(TestPostgres.DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @BeforeEach
    void tables() throws SQLException {
        execute("DROP SCHEMA IF EXISTS one CASCADE; DROP SCHEMA IF EXISTS two CASCADE; CREATE SCHEMA one; CREATE SCHEMA two;"
                + "CREATE TABLE one.item (id text); CREATE TABLE two.item (id int); INSERT INTO one.item VALUES ('007'); INSERT INTO two.item VALUES (7);"
                + "GRANT USAGE ON SCHEMA one, two TO PUBLIC; GRANT SELECT ON one.item, two.item TO PUBLIC");
        stock();
    }

    private void stock() throws SQLException {
        execute("DROP TABLE IF EXISTS stock; CREATE TABLE stock (price int, pieces int); INSERT INTO stock VALUES (1, 2);"
                + "GRANT SELECT, UPDATE ON stock TO PUBLIC");
    }

    /** Swaps the table's columns. */
    private void alter() throws SQLException {
        execute("ALTER TABLE stock DROP price, ADD price int DEFAULT 1");
    }

    private static byte[] runWith(String value) {
        return Frames.concat(Frames.bind("", "s", value), Frames.describePortal(""), Frames.execute("", 0), Frames.sync());
    }

    private TestPooler pooler(String mode, int servers) {
        return PoolerFile.before(postgres).set("default_pool_size", servers).set("pool_mode", mode).start();
    }

    @ParameterizedTest(name = "{0}, servers: {1}")
    @CsvSource({"transaction, 1", "transaction, 3", "session, 1"})
    @DisplayName("74: who has been told the old shape hears 0A000, each time, until it prepares anew")
    void toldTheOldShape(String mode, int servers) throws Exception {
        try (TestPooler pooler = pooler(mode, servers)) {
            for (byte[] told : new byte[][] {Frames.describeStatement("s"),
                Frames.concat(Frames.bind("", "s"), Frames.describePortal(""))}) {
                SameAsDirect.check(postgres, pooler, List.of(), (client, heard) -> {
                    stock();
                    client.send(Frames.parse("s", ALL), told, Frames.sync());
                    SameAsDirect.hear(client, 1, heard);
                    client.send(RUN);
                    SameAsDirect.hear(client, 1, heard);
                    alter();
                    for (int i = 0; i < 3; i++) {
                        client.send(DESCRIBE_AND_RUN);
                        SameAsDirect.hear(client, 1, heard);
                    }
                    client.send(Frames.closeStatement("s"), Frames.parse("s", ALL), Frames.describeStatement("s"), RUN);
                    SameAsDirect.hear(client, 1, heard);
                });
            }
        }
    }

    @ParameterizedTest(name = "{0}, servers: {1}")
    @CsvSource({"transaction, 1", "transaction, 2", "session, 1"})
    @DisplayName("Who has been told a parameter's type binds this type, whatever the column has become")
    void toldTheOldParameterType(String mode, int servers) throws Exception {
        try (TestPooler pooler = pooler(mode, servers)) {
            for (String text : List.of("SELECT pieces FROM stock WHERE price = $1", "SELECT pieces FROM stock WHERE price < $1",
                    "UPDATE stock SET price = $1 RETURNING pieces", "UPDATE stock SET price = $1")) {
                SameAsDirect.check(postgres, pooler, List.of(), (client, heard) -> {
                    stock();
                    client.send(Frames.parse("s", text), Frames.describeStatement("s"), runWith("1"));
                    SameAsDirect.hear(client, 1, heard);
                    execute("ALTER TABLE stock ALTER price TYPE text");
                    try (ScriptedClient other = pooler.client()) {
                        if (servers > 1) {
                            other.query("BEGIN"); // Takes the server that has the statement.
                        }
                        // Where two faults meet, a server that must prepare the text first finds the text's.
                        for (String value : servers > 1 ? List.of("1", "2") : List.of("1", "one")) {
                            client.send(runWith(value));
                            SameAsDirect.hear(client, 1, heard);
                        }
                    }
                    if (servers == 1) {
                        client.send(Frames.describeStatement("s"), Frames.sync(), runWith("2"));
                        SameAsDirect.hear(client, 2, heard);
                    }
                    client.send(Frames.closeStatement("s"), Frames.parse("s", text), Frames.describeStatement("s"),
                            runWith("one"), runWith("2"));
                    SameAsDirect.hear(client, 2, heard);
                });
            }
        }
    }

    @Test
    @DisplayName("A server that never had the statement gives no rows of a shape that the client has not been told")
    void anotherServer() throws Exception {
        try (TestPooler pooler = pooler("transaction", 2);
                ScriptedClient client = pooler.client();
                ScriptedClient other = pooler.client()) {
            client.send(Frames.parse("s", ALL), Frames.describeStatement("s"), RUN);
            client.readUntil(BackendType.READY_FOR_QUERY);
            alter();
            other.query("BEGIN"); // Takes the server that has the statement.
            client.send(DESCRIBE_AND_RUN);
            assertThat(client.expectError().sqlState()).isEqualTo("0A000");
            client.readUntil(BackendType.READY_FOR_QUERY);
            other.query("ROLLBACK");
            client.send(DESCRIBE_AND_RUN);
            assertThat(client.expectError().sqlState()).isEqualTo("0A000");
        }
    }

    @Test
    @DisplayName("Who prepares after the change has the new shape; who was told the old one still hears of it")
    void preparedAfterTheChange() throws Exception {
        try (TestPooler pooler = pooler("transaction", 1); ScriptedClient old = pooler.client()) {
            old.send(Frames.parse("s", ALL), Frames.describeStatement("s"), RUN);
            old.readUntil(BackendType.READY_FOR_QUERY);
            alter();
            SameAsDirect.check(postgres, pooler, List.of(), (client, heard) -> {
                client.send(Frames.parse("s", ALL), Frames.describeStatement("s"), DESCRIBE_AND_RUN);
                SameAsDirect.hear(client, 1, heard);
                client.send(DESCRIBE_AND_RUN);
                SameAsDirect.hear(client, 1, heard);
            });
            old.send(RUN);
            assertThat(old.expectError().sqlState()).isEqualTo("0A000");
            old.readUntil(BackendType.READY_FOR_QUERY);
            execute("DROP TABLE stock");
            for (boolean inTransaction : new boolean[] {false, true}) {
                SameAsDirect.check(postgres, pooler, List.of(), (client, heard) -> {
                    if (inTransaction) {
                        SameAsDirect.ask(client, heard, "BEGIN");
                    }
                    client.send(Frames.parse("s", ALL), RUN);
                    SameAsDirect.hear(client, 1, heard);
                    SameAsDirect.ask(client, heard, "SELECT 1", "ROLLBACK");
                    client.send(RUN);
                    SameAsDirect.hear(client, 1, heard);
                });
            }
        }
    }

    @Test
    @DisplayName("Who prepares after a parameter's type has changed has the new type; who was told the old one keeps it")
    void parameterTypeAfterTheChange() throws Exception {
        String cost = "UPDATE stock SET price = $1 RETURNING pieces";
        try (TestPooler pooler = pooler("transaction", 1); ScriptedClient old = pooler.client()) {
            old.send(Frames.parse("s", cost), Frames.describeStatement("s"), Frames.sync());
            old.readUntil(BackendType.READY_FOR_QUERY);
            execute("ALTER TABLE stock ALTER price TYPE text");
            for (boolean inTransaction : new boolean[] {false, true}) {
                SameAsDirect.check(postgres, pooler, List.of(), (client, heard) -> {
                    if (inTransaction) {
                        SameAsDirect.ask(client, heard, "BEGIN");
                    }
                    client.send(Frames.parse("s", cost), Frames.describeStatement("s"), runWith("seven"));
                    SameAsDirect.hear(client, 1, heard);
                    client.send(runWith("dear"));
                    SameAsDirect.hear(client, 1, heard);
                });
            }
            old.send(runWith("seven"));
            assertThat(old.expectError().sqlState()).as("an int4 has been asked for").isEqualTo("22P02");
            old.readUntil(BackendType.READY_FOR_QUERY);
            old.send(runWith(" 7 "));
            assertThat(Replies.types(old.readUntil(BackendType.READY_FOR_QUERY))).isEqualTo("2 T D C Z");
            assertThat(postgres.askOne("SELECT price FROM stock")).isEqualTo("7");
        }
    }

    /** The value of each of these texts depends on one or another of the settings below when PostgreSQL parses or plans the text. */
    private static final List<String> MEANINGS = List.of(
            "SELECT extract(epoch FROM timestamptz '2024-02-01 00:00'), date '01/02/2024' - date '2024-01-01'",
            "SELECT extract(epoch FROM interval '-1 2:03:04'), interval '-1 2:03:04'",
            "SELECT length('\u00eb')", "SELECT length('a\\nb')", "SELECT 'it\\'s'", "SELECT (1::float8 / 3)::text",
            "SELECT '{NULL}'::text[] IS NULL, NULL = NULL", "SELECT id FROM item", "SELECT current_user");

    private static final List<List<String>> SETTINGS = List.of(List.of("TimeZone", "Asia/Tokyo"),
            List.of("TimeZone", "America/New_York"), List.of("DateStyle", "ISO, DMY"), List.of("IntervalStyle", "sql_standard"),
            List.of("client_encoding", "LATIN1"), List.of("standard_conforming_strings", "off"),
            List.of("extra_float_digits", "0"), List.of("application_name", "x"), List.of("transform_null_equals", "on"),
            List.of("role", "member"),
            List.of("TimeZone", "Asia/Tokyo"));

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"transaction", "session"})
    @DisplayName("Constants that settings make, and the tables that a role names, are each client's own")
    void settings(String mode) throws Exception {
        execute("CREATE SCHEMA member CREATE TABLE item (id text); INSERT INTO member.item VALUES ('007');"
                + "GRANT USAGE ON SCHEMA member TO member; GRANT SELECT ON member.item TO member");
        try (TestPooler pooler = pooler(mode, 1)) {
            for (List<String> setting : SETTINGS) {
                for (boolean inTransaction : new boolean[] {false, true}) {
                    SameAsDirect.check(postgres, pooler,
                            inTransaction ? List.of() : List.of("options", "-c " + setting.get(0) + "=" + option(setting.get(1))),
                            (client, heard) -> {
                                for (String text : MEANINGS) {
                                    if (inTransaction) {
                                        SameAsDirect.ask(client, heard, "BEGIN",
                                                "SET LOCAL " + setting.get(0) + " = '" + setting.get(1) + "'");
                                    }
                                    client.send(Frames.closeStatement("s"), Frames.parse("s", text),
                                            Frames.describeStatement("s"), RUN);
                                    SameAsDirect.hear(client, 1, heard);
                                    SameAsDirect.ask(client, heard, "ROLLBACK");
                                }
                            });
                }
            }
        } finally {
            execute("DROP SCHEMA member CASCADE"); // It is in the search_path of other tests' member.
        }
    }

    private static String option(String value) {
        return value.replace(" ", "\\ ");
    }

    @Test
    @DisplayName("A statement keeps the meaning of its client's settings when clients with others prepare the same text")
    void settingsOfOthers() throws Exception {
        List<ScriptedClient> clients = new ArrayList<>();
        try (TestPooler pooler = pooler("transaction", 1)) {
            for (List<String> setting : SETTINGS) {
                clients.add(pooler.client("options", "-c " + setting.get(0) + "=" + option(setting.get(1))));
            }
            for (String text : MEANINGS) {
                List<List<Frame>> own = new ArrayList<>();
                for (ScriptedClient client : clients) {
                    client.send(Frames.closeStatement("s"), Frames.parse("s", text), Frames.sync(), RUN);
                    client.readUntil(BackendType.READY_FOR_QUERY);
                    own.add(client.readUntil(BackendType.READY_FOR_QUERY));
                }
                for (int i = 0; i < clients.size(); i++) {
                    clients.get(i).send(RUN);
                    assertThat(clients.get(i).readUntil(BackendType.READY_FOR_QUERY)).as(SETTINGS.get(i) + " " + text)
                            .isEqualTo(own.get(i));
                }
            }
        } finally {
            for (ScriptedClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    @DisplayName("Tenants by search_path have their own tables and types: '007' is no 7")
    void tenants() throws Exception {
        try (TestPooler pooler = pooler("transaction", 1)) {
            for (String schema : new String[] {"one", "two", "one", "two"}) {
                for (boolean inTransaction : new boolean[] {false, true}) {
                    SameAsDirect.check(postgres, pooler, inTransaction ? List.of() : List.of("search_path", schema),
                            (client, heard) -> {
                                if (inTransaction) {
                                    SameAsDirect.ask(client, heard, "BEGIN", "SET LOCAL search_path = " + schema);
                                }
                                client.send(Frames.parse("s", "SELECT id FROM item WHERE id = $1"), Frames.describeStatement("s"),
                                        Frames.bind("", "s", "007"), Frames.describePortal(""), Frames.execute("", 0),
                                        Frames.sync());
                                SameAsDirect.hear(client, 1, heard);
                                if (inTransaction) {
                                    SameAsDirect.ask(client, heard, "COMMIT");
                                }
                            });
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 'now'::timestamptz::text", "SELECT timestamptz 'now'", "SELECT $$now$$::timestamptz",
        "SELECT $a$now$a$::timestamptz", "SELECT E'\\x6eow'::timestamptz", "SELECT e'n\\ow'::timestamptz",
        "SELECT U&'\\006eow'::timestamptz", "SELECT u&'!006eow' UESCAPE '!' ::timestamptz", "SELECT 'no'\n'w'::timestamptz",
        "SELECT 'no' -- it's\n  'w'::timestamptz", "SELECT ('{now}'::timestamptz[])[1]",
        "SELECT lower('[now,tomorrow23:00]'::tstzrange)"})
    @DisplayName("A clock literal is as old as the client's own Parse")
    void clock(String text) throws Exception {
        try (TestPooler pooler = pooler("transaction", 1);
                ScriptedClient early = pooler.client();
                ScriptedClient late = pooler.client()) {
            String first = value(early, text);
            Await.until("the clock to go on", () -> !value(late, "SELECT clock_timestamp()::text").equals(first));
            assertThat(value(late, text)).isGreaterThan(first);
            early.send(RUN);
            assertThat(Replies.value(early.readUntil(BackendType.READY_FOR_QUERY))).isEqualTo(first);
        }
    }

    private static String value(ScriptedClient client, String text) throws Exception {
        client.send(Frames.closeStatement("s"), Frames.parse("s", text), RUN);
        return Replies.value(client.readUntil(BackendType.READY_FOR_QUERY));
    }
}
