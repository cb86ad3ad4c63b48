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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private static final String MIDNIGHT = "SELECT extract(epoch FROM timestamptz '2024-02-01 00:00')::int";

    private static final String UTC = "1706745600";
    private static final String TOKYO = "1706713200";

    /** A Parse whose settings nobody can see, or whose server is cleaned behind it, is made again before its next use. */
    private static boolean losesItsParse(String way, boolean inOneFlight) {
        return way.startsWith("DO ") || (inOneFlight && way.contains("tokyo()"));
    }

    private static byte[] run(String sql) {
        return Frames.concat(Frames.parse("", sql), Frames.bind("", ""), Frames.execute("", 0));
    }

    /** Ways to have Tokyo's time until the end of the transaction. */
    private static Map<String, byte[]> waysToTokyo() {
        Map<String, byte[]> ways = new LinkedHashMap<>();
        for (String sql : List.of("SET LOCAL TimeZone = 'Asia/Tokyo'", "SET LOCAL TIME ZONE 'Asia/Tokyo'",
                "SELECT set_config('TimeZone', 'Asia/Tokyo', true)", "SELECT set_config('Time' || 'Zone', 'Asia/Tokyo', true)",
                "SELECT 1; SELECT set_config('TimeZone', 'Asia/Tokyo', true)",
                "DO $$BEGIN SET LOCAL TimeZone = 'Asia/Tokyo'; END$$",
                "UPDATE pg_settings SET setting = 'Asia/Tokyo' WHERE name = 'TimeZone'", "SELECT tokyo()")) {
            ways.put(sql, Frames.query(sql));
            if (!sql.contains(";")) {
                ways.put(sql + " (extended)", Frames.concat(run(sql), Frames.sync()));
            }
        }
        ways.put("set_config($1, $2, true)", Frames.concat(Frames.parse("", "SELECT set_config($1, $2, true)"),
                Frames.bind("", "", "TimeZone", "Asia/Tokyo"), Frames.execute("", 0), Frames.sync()));
        return ways;
    }

    @ParameterizedTest(name = "in one flight: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("What a transaction parses under settings of its own is shared with nobody, however it has set them")
    void settingsOfATransaction(boolean inOneFlight) throws Exception {
        functions();
        try (TestPooler pooler = pooler("transaction", 1);
                ScriptedClient before = pooler.client("TimeZone", "UTC")) {
            before.send(Frames.parse("s", MIDNIGHT), Frames.sync());
            before.readUntil(BackendType.READY_FOR_QUERY);
            List<String> wrong = new ArrayList<>();
            for (Map.Entry<String, byte[]> way : waysToTokyo().entrySet()) {
                try (ScriptedClient client = pooler.client("TimeZone", "UTC")) {
                    byte[] prepare = Frames.concat(Frames.parse("s", MIDNIGHT), RUN);
                    List<Frame> answer;
                    if (inOneFlight) {
                        client.send(Frames.query("BEGIN"), way.getValue(), prepare);
                        client.readUntil(BackendType.READY_FOR_QUERY);
                        client.readUntil(BackendType.READY_FOR_QUERY);
                        answer = client.readUntil(BackendType.READY_FOR_QUERY);
                    } else {
                        client.query("BEGIN");
                        client.send(way.getValue());
                        client.readUntil(BackendType.READY_FOR_QUERY);
                        client.send(prepare);
                        answer = client.readUntil(BackendType.READY_FOR_QUERY);
                    }
                    client.query("COMMIT");
                    before.send(RUN);
                    String others = Replies.value(before.readUntil(BackendType.READY_FOR_QUERY));
                    client.send(RUN);
                    String own = Replies.value(client.readUntil(BackendType.READY_FOR_QUERY));
                    String found = Replies.value(answer) + " " + others + " " + own;
                    if (!found.equals(TOKYO + " " + UTC + " " + (losesItsParse(way.getKey(), inOneFlight) ? UTC : TOKYO))) {
                        wrong.add(way.getKey() + ": " + found);
                    }
                }
            }
            assertThat(wrong).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT tokyo()", "SET LOCAL TimeZone = 'Asia/Tokyo'",
        "SELECT set_config('TimeZone', 'Asia/Tokyo', true)"})
    @DisplayName("The same within one batch, whose reports come at its end")
    void settingsOfABatch(String way) throws Exception {
        functions();
        try (TestPooler pooler = pooler("transaction", 1);
                ScriptedClient before = pooler.client("TimeZone", "UTC");
                ScriptedClient client = pooler.client("TimeZone", "UTC")) {
            before.send(Frames.parse("s", MIDNIGHT), Frames.sync());
            before.readUntil(BackendType.READY_FOR_QUERY);
            // Outside a block the transaction ends before the report, so that PostgreSQL has nothing to report.
            for (String begin : way.contains("tokyo()") ? List.of("BEGIN") : List.of("SELECT 1", "BEGIN")) {
                client.query(begin);
                client.send(run(way), Frames.parse("s", MIDNIGHT), Frames.closeStatement("s"), Frames.parse("s", MIDNIGHT), RUN);
                assertThat(client.readUntil(BackendType.READY_FOR_QUERY)).isNotEmpty();
                client.query("COMMIT");
                before.send(RUN);
                assertThat(Replies.value(before.readUntil(BackendType.READY_FOR_QUERY))).as(begin).isEqualTo(UTC);
                client.send(Frames.closeStatement("s"), Frames.sync());
                client.readUntil(BackendType.READY_FOR_QUERY);
            }
        }
    }

    private void functions() throws SQLException {
        execute("CREATE OR REPLACE FUNCTION tokyo() RETURNS int LANGUAGE plpgsql AS "
                + "$$BEGIN PERFORM set_config('TimeZone', 'Asia/Tokyo', true); RETURN 1; END$$;"
                + "CREATE OR REPLACE FUNCTION digits() RETURNS text LANGUAGE plpgsql AS $$BEGIN RETURN (1::float8 / 3)::text; END$$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET TimeZone = 'Asia/Tokyo'", "SET TimeZone = 'Asia/Tokyo'; BEGIN",
        "BEGIN; SET LOCAL TimeZone = 'Asia/Tokyo'",
        "BEGIN; SELECT tokyo()", "BEGIN; SELECT set_config('TimeZone', 'Asia/Tokyo', true)"})
    @DisplayName("A client with other settings than at its Parse brings no server another meaning of what clients share")
    void broughtUnderOtherSettings(String changed) throws Exception {
        functions();
        for (boolean described : new boolean[] {false, true}) {
            try (TestPooler pooler = pooler("transaction", 2);
                    ScriptedClient client = pooler.client("TimeZone", "UTC");
                    ScriptedClient other = pooler.client("TimeZone", "UTC");
                    ScriptedClient third = pooler.client()) {
                for (ScriptedClient one : List.of(client, other)) {
                    one.send(Frames.parse("s", MIDNIGHT), described ? Frames.describeStatement("s") : new byte[0], Frames.sync());
                    one.readUntil(BackendType.READY_FOR_QUERY);
                }
                third.query("BEGIN"); // Takes the server that has the statement.
                client.query(changed);
                client.send(RUN);
                client.readUntil(BackendType.READY_FOR_QUERY);
                client.query("COMMIT");
                other.send(RUN);
                assertThat(Replies.value(other.readUntil(BackendType.READY_FOR_QUERY))).isEqualTo(UTC);
            }
        }
    }

    @ParameterizedTest(name = "in a transaction: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("A client keeps the constants of its Parse on all servers, whatever it has set since")
    void ownConstantsElsewhere(boolean inTransaction) throws Exception {
        execute("CREATE SCHEMA member CREATE TABLE item (id text); INSERT INTO member.item VALUES ('007');"
                + "GRANT USAGE ON SCHEMA member TO member; GRANT SELECT ON member.item TO member");
        try (TestPooler pooler = pooler("transaction", 2); ScriptedClient third = pooler.client()) {
            for (List<String> before : List.of(List.<String>of(),
                    List.of("TimeZone", "Asia/Tokyo", "client_encoding", "LATIN1"))) {
                for (List<String> setting : SETTINGS) {
                    if (!inTransaction && UNREPORTED.contains(setting.get(0))) {
                        continue; // The setting ends with its transaction.
                    }
                    SameAsDirect.check(postgres, pooler, before, (client, heard) -> {
                        for (int i = 0; i < MEANINGS.size(); i++) {
                            client.send(Frames.parse("s" + i, MEANINGS.get(i)), Frames.sync());
                            SameAsDirect.hear(client, 1, heard);
                        }
                        third.query("BEGIN"); // Takes the server that has the statements.
                        for (int i = 0; i < MEANINGS.size(); i++) {
                            if (inTransaction) {
                                SameAsDirect.ask(client, heard, "BEGIN");
                            }
                            SameAsDirect.ask(client, heard, "SET " + setting.get(0) + " = '" + setting.get(1) + "'");
                            client.send(Frames.bind("", "s" + i), Frames.execute("", 0), Frames.sync());
                            SameAsDirect.hear(client, 1, heard);
                            SameAsDirect.ask(client, heard, "SHOW " + setting.get(0), "ROLLBACK", "SHOW TimeZone");
                        }
                        third.query("ROLLBACK");
                    });
                }
            }
        } finally {
            execute("DROP SCHEMA member CASCADE"); // It is in the search_path of other tests' member.
        }
    }

    private static final List<String> UNREPORTED = List.of("extra_float_digits", "transform_null_equals", "role");

    @ParameterizedTest
    @ValueSource(strings = {"COMMIT", "ROLLBACK", "SELECT 1/0"})
    @DisplayName("A statement that comes to a server behind the end of a transaction, in one flight, meets no error of the pooler's making")
    void broughtBehindTheEnd(String end) throws Exception {
        for (boolean inBatch : new boolean[] {false, true}) {
            try (TestPooler pooler = pooler("transaction", 2);
                    ScriptedClient third = pooler.client();
                    ScriptedClient other = pooler.client("TimeZone", "UTC")) {
                other.send(Frames.parse("s", MIDNIGHT), Frames.sync());
                other.readUntil(BackendType.READY_FOR_QUERY);
                SameAsDirect.check(postgres, pooler, List.of("TimeZone", "UTC"), (client, heard) -> {
                    client.send(Frames.parse("s", MIDNIGHT), Frames.sync());
                    SameAsDirect.hear(client, 1, heard);
                    third.query("BEGIN"); // Takes the server that has the statement.
                    SameAsDirect.ask(client, heard, "BEGIN");
                    // The settings of now are not known; the constant of the Parse is UTC's and may have become Tokyo's.
                    client.send(Frames.query("SET TimeZone = 'Asia/Tokyo'"), inBatch ? run(end) : Frames.query(end),
                            Frames.bind("", "s"), Frames.sync());
                    SameAsDirect.hear(client, inBatch ? 2 : 3, heard);
                    SameAsDirect.ask(client, heard, "ROLLBACK", "SHOW TimeZone");
                    third.query("ROLLBACK");
                });
                third.query("BEGIN");
                other.send(RUN);
                assertThat(Replies.value(other.readUntil(BackendType.READY_FOR_QUERY))).isEqualTo(UTC);
            }
        }
    }

    @Test
    @DisplayName("What connect_query has set is part of the settings of a Parse")
    void broughtToServersWithConnectQuery() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres)
                .database(TestPostgres.DATABASE, "connect_query: \"SET TimeZone = 'Europe/Oslo'\"")
                .set("default_pool_size", 2).start();
                ScriptedClient client = pooler.client();
                ScriptedClient other = pooler.client();
                ScriptedClient third = pooler.client()) {
            for (ScriptedClient one : List.of(client, other)) {
                one.send(Frames.parse("s", MIDNIGHT), Frames.sync());
                one.readUntil(BackendType.READY_FOR_QUERY);
            }
            third.query("BEGIN"); // Takes the server that has the statement.
            client.query("SET TimeZone = 'Asia/Tokyo'");
            client.send(RUN);
            assertThat(Replies.value(client.readUntil(BackendType.READY_FOR_QUERY))).isEqualTo("1706742000");
            other.send(RUN);
            assertThat(Replies.value(other.readUntil(BackendType.READY_FOR_QUERY))).isEqualTo("1706742000");
        }
    }

    @Test
    @DisplayName("The plans of functions are made anew around a transaction that has changed what the planner reads")
    void plansOfFunctions() throws Exception {
        functions();
        try (TestPooler pooler = pooler("transaction", 1);
                ScriptedClient one = pooler.client();
                ScriptedClient other = pooler.client()) {
            for (byte[] ask : List.of(Frames.query("SELECT digits()"), Frames.concat(run("SELECT digits()"), Frames.sync()))) {
                for (int i = 0; i < 2; i++) {
                    assertThat(last(one, ask, 1)).isEqualTo("0.3333333333333333");
                    other.query("BEGIN");
                    other.query("SET LOCAL extra_float_digits = -10");
                    assertThat(last(other, ask, 1)).isEqualTo("0.33333");
                    other.query("ROLLBACK");
                }
            }
            other.send(Frames.query("BEGIN"), Frames.query("SET LOCAL extra_float_digits = 0; SELECT 1/0"),
                    Frames.query("SELECT digits()"), run("SELECT digits()"), Frames.sync(), Frames.query("ROLLBACK"));
            for (int i = 0; i < 5; i++) {
                other.readUntil(BackendType.READY_FOR_QUERY);
            }
            assertThat(last(one, Frames.query("SELECT digits()"), 1)).isEqualTo("0.3333333333333333");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', value = {
        "SELECT (1::float8 / 3)::text ~ extra_float_digits ~ -10 ~ 0.3333333333333333 ~ 0.33333",
        "SELECT (1::float8 / 3)::text || $1::text ~ extra_float_digits ~ -10 ~ 0.3333333333333333x ~ 0.33333x",
        "SELECT point '(0.1234567890123, 1)'::text ~ EXTRA_FLOAT_DIGITS ~ -10 ~ (0.1234567890123,1) ~ (0.12346,1)",
        "SELECT 'x'::bytea::text ~ bytea_output ~ escape ~ \\x78 ~ x",
        "SELECT quote_ident('a') ~ quote_all_identifiers ~ on ~ a ~ \"a\""})
    @DisplayName("Constants that PostgreSQL makes when it plans are each client's own, whoever executes first")
    void planned(String text, String setting, String value, String usual, String changed) throws Exception {
        boolean binds = text.contains("$1");
        byte[] run = binds ? Frames.concat(Frames.bind("", "s", "x"), Frames.execute("", 0), Frames.sync()) : RUN;
        // PostgreSQL makes a generic plan at the sixth execution.
        int times = binds ? 7 : 1;
        for (String set : List.of("SET LOCAL " + setting + " = '" + value + "'",
                "SELECT set_config('" + setting + "', '" + value + "', true)")) {
            for (boolean usualFirst : new boolean[] {false, true}) {
                try (TestPooler pooler = pooler("transaction", 1);
                        ScriptedClient one = pooler.client();
                        ScriptedClient other = pooler.client()) {
                    for (ScriptedClient client : List.of(one, other)) {
                        client.send(Frames.parse("s", text), Frames.sync());
                        client.readUntil(BackendType.READY_FOR_QUERY);
                    }
                    if (usualFirst) {
                        assertThat(last(one, run, times)).as("before: " + set).isEqualTo(usual);
                    }
                    other.query("BEGIN");
                    other.query(set);
                    assertThat(last(other, run, times)).as(set).isEqualTo(changed);
                    other.query("COMMIT");
                    assertThat(last(one, run, times)).as("after: " + set).isEqualTo(usual);
                }
            }
        }
    }

    private static String last(ScriptedClient client, byte[] run, int times) throws Exception {
        String value = "";
        for (int i = 0; i < times; i++) {
            client.send(run);
            value = Replies.value(client.readUntil(BackendType.READY_FOR_QUERY));
        }
        return value;
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
