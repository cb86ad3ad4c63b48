package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.TestPooler;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** The result cache before PostgreSQL: what is served from memory, and that nothing is that a write through the pooler has made old. */
@OnEachPostgres
class ResultCacheIT {

    private final TestPostgres postgres;

    ResultCacheIT(PostgresVersion version) {
        postgres = version.server();
    }

    @BeforeEach
    void makeTables() throws SQLException {
        directly("DROP SCHEMA IF EXISTS rc, rc3 CASCADE", "CREATE SCHEMA rc AUTHORIZATION app",
                "CREATE SCHEMA rc3 AUTHORIZATION app", "SET ROLE app",
                "CREATE TABLE rc.item (id int PRIMARY KEY, n int, name text)",
                "INSERT INTO rc.item SELECT i, 0, 'item ' || i FROM generate_series(1, 20) i",
                "CREATE TABLE rc.line (id int PRIMARY KEY, item_id int REFERENCES rc.item ON DELETE CASCADE ON UPDATE CASCADE, n int)",
                "INSERT INTO rc.line SELECT i, i, 0 FROM generate_series(1, 20) i",
                "CREATE TABLE rc.other (id int PRIMARY KEY, n int)",
                "INSERT INTO rc.other SELECT i, 0 FROM generate_series(1, 20) i",
                "CREATE TABLE rc.day (d int, n int) PARTITION BY RANGE (d)",
                "CREATE TABLE rc.day_1 PARTITION OF rc.day FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE rc.day_2 PARTITION OF rc.day FOR VALUES FROM (10) TO (20)",
                "INSERT INTO rc.day VALUES (1, 0), (11, 0)",
                "CREATE TABLE rc.parent (id int, n int)", "CREATE TABLE rc.child () INHERITS (rc.parent)",
                "INSERT INTO rc.child VALUES (1, 0)",
                "CREATE VIEW rc.shown AS SELECT id, n FROM rc.item WHERE id < 10",
                "CREATE TABLE rc.log (n int)", "INSERT INTO rc.log VALUES (0)",
                "CREATE TABLE rc.traced (id int PRIMARY KEY, n int)", "INSERT INTO rc.traced VALUES (1, 0)",
                "CREATE FUNCTION rc.trace() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN UPDATE rc.log SET n = n + 1; RETURN NULL; END'",
                "CREATE TRIGGER trace AFTER UPDATE ON rc.traced FOR EACH STATEMENT EXECUTE FUNCTION rc.trace()",
                "CREATE TABLE rc.ruled (id int, n int)", "INSERT INTO rc.ruled VALUES (1, 0)",
                "CREATE RULE also AS ON UPDATE TO rc.ruled DO ALSO UPDATE rc.log SET n = n + 1",
                "CREATE FUNCTION rc.bump() RETURNS int LANGUAGE sql AS 'UPDATE rc.other SET n = n + 1 RETURNING 1'",
                "CREATE FUNCTION rc.lies() RETURNS int STABLE LANGUAGE plpgsql AS 'BEGIN RETURN rc.bump(); END'",
                "CREATE TABLE rc.top (id int PRIMARY KEY)", "INSERT INTO rc.top SELECT generate_series(1, 9)",
                "CREATE TABLE rc.below (id int REFERENCES rc.top ON DELETE CASCADE)",
                "INSERT INTO rc.below SELECT generate_series(1, 9)",
                "CREATE RULE noted AS ON DELETE TO rc.below DO ALSO UPDATE rc.log SET n = n + 1",
                "CREATE FUNCTION rc.step(int, int) RETURNS int LANGUAGE plpgsql AS"
                        + " 'BEGIN UPDATE rc.log SET n = n + 1; RETURN 1; END'",
                "CREATE AGGREGATE rc.agg(int) (sfunc = rc.step, stype = int, initcond = 0)",
                "CREATE FUNCTION rc.checks(int) RETURNS boolean LANGUAGE plpgsql AS"
                        + " 'BEGIN UPDATE rc.log SET n = n + 1; RETURN true; END'",
                "CREATE DOMAIN rc.checked AS int CHECK (rc.checks(VALUE))",
                "CREATE TABLE rc.a (id int PRIMARY KEY)", "INSERT INTO rc.a VALUES (1)",
                "CREATE TABLE rc.b (id rc.checked REFERENCES rc.a ON UPDATE CASCADE)", "INSERT INTO rc.b VALUES (1)",
                "CREATE VIEW rc.writing AS SELECT rc.bump() AS n",
                "CREATE FUNCTION rc.same(numeric, int) RETURNS boolean LANGUAGE plpgsql AS"
                        + " 'BEGIN UPDATE rc.log SET n = n + 1; RETURN $1 = $2::numeric; END'",
                "CREATE OPERATOR rc.= (LEFTARG = numeric, RIGHTARG = int, FUNCTION = rc.same)",
                "CREATE TABLE rc3.other AS TABLE rc.other",
                "CREATE PROCEDURE rc.bumps() LANGUAGE sql AS 'UPDATE rc.other SET n = n + 1'");
    }

    @AfterEach
    void dropTables() throws SQLException {
        directly("DROP SCHEMA rc, rc3 CASCADE");
    }

    private void directly(String... statements) throws SQLException {
        try (Connection superuser = postgres.superuser(); Statement statement = superuser.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private TestPooler pooler(String... settings) {
        PoolerFile file = PoolerFile.before(postgres).set("admin_users", "boss").user("boss", "").set("default_pool_size", 4)
                .set("cache_mode", "ttl").set("cache_ttl", "1000s").set("cache_max_ttl", "1000s");
        for (int i = 0; i < settings.length; i += 2) {
            file.set(settings[i], settings[i + 1]);
        }
        return file.start();
    }

    /** SHOW CACHE's number for the tests' database. */
    private static long count(Console console, String column) throws Exception {
        return console.rows("SHOW CACHE").stream().filter(row -> row.get("database").equals(TestPostgres.DATABASE))
                .mapToLong(row -> Long.parseLong(row.get(column))).sum();
    }

    private static String ask(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            StringBuilder all = new StringBuilder();
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    all.append(rows.getString(i)).append(i == rows.getMetaData().getColumnCount() ? "\n" : "|");
                }
            }
            return all.toString();
        }
    }

    /** Asks until the answer comes from the cache. */
    private static String askUntilCached(Console console, Statement statement, String sql) throws Exception {
        String[] answer = new String[1];
        Await.until("an answer from the cache to " + sql, () -> {
            long before = count(console, "hits_memory");
            answer[0] = ask(statement, sql);
            return count(console, "hits_memory") > before;
        });
        return answer[0];
    }

    // ---- writes

    /** What is done, and a query that must see it. */
    private static Map<String, String> writes() {
        Map<String, String> writes = new LinkedHashMap<>();
        String item = "SELECT id, n, name FROM rc.item ORDER BY id";
        String other = "SELECT sum(n) FROM rc.other";
        writes.put("UPDATE rc.item SET n = n + 1 WHERE id = 3", item);
        writes.put("INSERT INTO rc.item VALUES (100, 1, 'x')", item);
        writes.put("DELETE FROM rc.item WHERE id = 100", item);
        writes.put("INSERT INTO rc.item VALUES (3, 5, 'x') ON CONFLICT (id) DO UPDATE SET n = excluded.n", item);
        writes.put("MERGE INTO rc.item i USING rc.other o ON i.id = o.id WHEN MATCHED THEN UPDATE SET n = i.n + 1", item);
        writes.put("WITH x AS (UPDATE rc.item SET n = n + 1 RETURNING id) SELECT count(*) FROM x", item);
        writes.put("WITH x AS (SELECT 1 AS id) INSERT INTO rc.other SELECT 100 + id FROM x", other);
        writes.put("UPDATE rc.shown SET n = n + 1", item);
        writes.put("UPDATE rc.item SET n = 7 FROM rc.other o WHERE o.id = item.id", "SELECT n FROM rc.shown ORDER BY id");
        writes.put("DELETE FROM rc.item WHERE id = 5", "SELECT count(*) FROM rc.line");
        writes.put("UPDATE rc.item SET id = 500 WHERE id = 6", "SELECT item_id FROM rc.line ORDER BY id");
        writes.put("UPDATE rc.day_1 SET n = n + 1", "SELECT * FROM rc.day ORDER BY d");
        writes.put("UPDATE rc.day SET n = n + 1", "SELECT * FROM rc.day_2 ORDER BY d");
        writes.put("UPDATE rc.day SET d = d + 10 WHERE d < 10", "SELECT count(*) FROM rc.day_2");
        writes.put("UPDATE rc.child SET n = n + 1", "SELECT * FROM rc.parent");
        writes.put("UPDATE rc.parent SET n = n + 1", "SELECT * FROM rc.child");
        writes.put("UPDATE rc.traced SET n = n + 1", "SELECT * FROM rc.log");
        writes.put("UPDATE rc.ruled SET n = n + 1", "SELECT n + 1 FROM rc.log");
        writes.put("DELETE FROM rc.top WHERE id = (SELECT min(id) FROM rc.top)", "SELECT n + 2 FROM rc.log");
        writes.put("SELECT rc.agg(id) FROM rc.day_1, rc.a", "SELECT n + 3 FROM rc.log");
        writes.put("UPDATE rc.a SET id = id + 1", "SELECT n + 4 FROM rc.log");
        writes.put("SELECT table_to_xml('rc.writing', true, true, '')", other);
        writes.put("SELECT 1 WHERE 1.5 IN (1, 2)", "SELECT n + 5 FROM rc.log");
        writes.put("SELECT rc.bump()", other);
        writes.put("SELECT rc.lies()", other);
        writes.put("SELECT count(*) FROM rc.item WHERE id = 1 AND rc.bump() > 0", other);
        writes.put("CALL rc.bumps()", other);
        writes.put("DO 'BEGIN UPDATE rc.other SET n = n + 1; END'", other);
        writes.put("BEGIN; UPDATE rc.other SET n = n + 1; COMMIT", other);
        writes.put("SELECT 1; UPDATE rc.other SET n = n + 1", other);
        writes.put("PREPARE bumped AS UPDATE rc.other SET n = n + 1; EXECUTE bumped; DEALLOCATE bumped", other);
        writes.put("CREATE TABLE rc.copy AS SELECT rc.bump()", other);
        writes.put("EXPLAIN ANALYZE UPDATE rc.other SET n = n + 1", other);
        writes.put("BEGIN; DECLARE c CURSOR FOR SELECT rc.bump(); FETCH 1 FROM c; COMMIT", other);
        writes.put("TRUNCATE rc.item CASCADE", "SELECT count(*) FROM rc.line");
        writes.put("ALTER TABLE rc.other ALTER n TYPE bigint USING n + 1", other);
        writes.put("ALTER TABLE rc.other RENAME TO old; CREATE TABLE rc.other AS SELECT 1 AS id, 77 AS n", other);
        writes.put("DROP VIEW rc.shown; CREATE VIEW rc.shown AS SELECT 42 AS id, 42 AS n", "SELECT n FROM rc.shown ORDER BY id");
        writes.put("ALTER TABLE rc.item ADD extra int DEFAULT 9", "SELECT * FROM rc.item");
        return writes;
    }

    @Test
    @DisplayName("Whatever writes through the pooler, the next read through the pooler sees it")
    void everyKindOfWrite() throws Exception {
        List<String> wrong = new ArrayList<>();
        try (TestPooler pooler = pooler();
                Console console = pooler.console("boss");
                Connection reading = pooler.connect();
                Connection writing = pooler.connect("app", "preferQueryMode", "simple");
                Connection direct = postgres.superuser();
                Statement reader = reading.createStatement();
                Statement writer = writing.createStatement();
                Statement truth = direct.createStatement()) {
            for (Map.Entry<String, String> each : writes().entrySet()) {
                // The second time the pooler knows what the statement does.
                for (int time = 0; time < 2; time++) {
                    if (time == 1 && each.getKey().matches("(?s)(CREATE|ALTER|DROP).*")) {
                        continue;
                    }
                    String before = askUntilCached(console, reader, each.getValue());
                    try {
                        writer.execute(each.getKey());
                    } catch (SQLException e) {
                        assertThat(time).as(each.getKey() + ": " + e.getMessage()).isEqualTo(1);
                    }
                    String after = ask(reader, each.getValue());
                    if (!after.equals(ask(truth, each.getValue()))) {
                        wrong.add(each.getKey() + " -> " + each.getValue() + ": " + before + " / " + after);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    @DisplayName("The protocol's own ways of writing: prepared statements, batches, COPY, large objects' kind of function calls")
    void writesByProtocol() throws Exception {
        String item = "SELECT id, n, name FROM rc.item ORDER BY id";
        try (TestPooler pooler = pooler();
                Console console = pooler.console("boss");
                Connection reading = pooler.connect();
                Connection writing = pooler.connect("app", "prepareThreshold", "1");
                Statement reader = reading.createStatement();
                PreparedStatement update = writing.prepareStatement("UPDATE rc.item SET n = ? WHERE id = ?")) {
            for (int i = 1; i < 5; i++) {
                askUntilCached(console, reader, item);
                update.setInt(1, i);
                update.setInt(2, 1);
                update.executeUpdate();
                assertThat(ask(reader, item)).startsWith("1|" + i + "|");
            }
            askUntilCached(console, reader, item);
            for (int i = 5; i < 8; i++) {
                update.setInt(1, i);
                update.setInt(2, 2);
                update.addBatch();
            }
            update.executeBatch();
            assertThat(ask(reader, item)).contains("\n2|7|");
            askUntilCached(console, reader, item);
            writing.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY rc.item FROM STDIN",
                    new ByteArrayInputStream("200\t1\tcopied\n".getBytes(StandardCharsets.UTF_8)));
            assertThat(ask(reader, item)).contains("200|1|copied");
            askUntilCached(console, reader, item);
            writing.setAutoCommit(false);
            update.setInt(1, 99);
            update.setInt(2, 3);
            update.executeUpdate();
            assertThat(ask(reader, item)).as("not committed yet").doesNotContain("3|99|");
            writing.rollback();
            assertThat(ask(reader, item)).doesNotContain("3|99|");
            update.executeUpdate();
            writing.commit();
            assertThat(ask(reader, item)).contains("\n3|99|");
        }
    }

    @Test
    @DisplayName("A write whose table depends on a setting of its transaction, sent in one packet or after a round trip")
    void writesElsewhere() throws Exception {
        String here = "SELECT sum(n) FROM rc.other";
        String there = "SELECT sum(n) FROM rc3.other";
        String update = "UPDATE other SET n = n + 1";
        try (TestPooler pooler = pooler();
                Console console = pooler.console("boss");
                Connection reading = pooler.connect("app", "currentSchema", "rc");
                Statement reader = reading.createStatement();
                ScriptedClient writer = pooler.client("options", "-c search_path=rc")) {
            writer.query(update);
            for (byte[] writes : List.of(
                    Frames.concat(Frames.query("BEGIN"), Frames.query("SET LOCAL search_path TO rc3"), Frames.query(update),
                            Frames.query("COMMIT")),
                    Frames.concat(Frames.query("BEGIN"), Frames.query("SELECT set_config('search_path', 'rc3', true)"),
                            Frames.query(update), Frames.query("COMMIT")),
                    Frames.concat(Frames.parse("", "BEGIN"), Frames.bind("", ""), Frames.execute("", 0),
                            Frames.parse("", "SET LOCAL search_path TO rc3"), Frames.bind("", ""), Frames.execute("", 0),
                            Frames.parse("", update), Frames.bind("", ""), Frames.execute("", 0), Frames.parse("", "COMMIT"),
                            Frames.bind("", ""), Frames.execute("", 0), Frames.sync()))) {
                askUntilCached(console, reader, here);
                String before = askUntilCached(console, reader, there);
                writer.send(writes);
                int readies = writes[0] == 'Q' ? 4 : 1;
                for (int i = 0; i < readies; i++) {
                    writer.readUntil((byte) 'Z');
                }
                assertThat(ask(reader, there)).isNotEqualTo(before);
            }
        }
    }

    @Test
    @DisplayName("A write to one table leaves the answers from others, once the pooler knows the statement")
    void othersStay() throws Exception {
        try (TestPooler pooler = pooler();
                Console console = pooler.console("boss");
                Connection reading = pooler.connect();
                Connection writing = pooler.connect();
                Statement reader = reading.createStatement();
                Statement writer = writing.createStatement()) {
            writer.execute("UPDATE rc.other SET n = 1");
            Await.until("the statement to be known", () -> console.rows("SHOW CACHE_STATEMENTS").stream()
                    .anyMatch(row -> row.get("query").startsWith("update rc.other") && row.get("state").equals("bypass")));
            askUntilCached(console, reader, "SELECT * FROM rc.item");
            for (int i = 0; i < 10; i++) {
                writer.execute("UPDATE rc.other SET n = " + i);
                long hits = count(console, "hits_memory");
                ask(reader, "SELECT * FROM rc.item");
                assertThat(count(console, "hits_memory")).isEqualTo(hits + 1);
            }
        }
    }

    // ---- what is served

    @Test
    @DisplayName("Hits need no server: with every server busy, cached answers come at once, by every protocol")
    void withoutAServer() throws Exception {
        String sql = "SELECT id, name FROM rc.item WHERE id < 4 ORDER BY id";
        try (TestPooler pooler = pooler("default_pool_size", "1");
                Console console = pooler.console("boss");
                Connection simple = pooler.connect("app", "preferQueryMode", "simple");
                Connection unnamed = pooler.connect("app", "prepareThreshold", "0");
                Connection named = pooler.connect("app", "prepareThreshold", "1");
                PreparedStatement prepared = named.prepareStatement("SELECT name FROM rc.item WHERE id = ?");
                Connection busy = pooler.connect();
                Statement bySimple = simple.createStatement();
                Statement byUnnamed = unnamed.createStatement()) {
            String answer = askUntilCached(console, bySimple, sql);
            assertThat(askUntilCached(console, byUnnamed, sql)).isEqualTo(answer);
            prepared.setInt(1, 2);
            Await.until("an answer from the cache", () -> {
                long before = count(console, "hits_memory");
                try (ResultSet rows = prepared.executeQuery()) {
                    rows.next();
                    assertThat(rows.getString(1)).isEqualTo("item 2");
                }
                return count(console, "hits_memory") > before;
            });
            askUntilCached(console, bySimple, "SELECT 1");
            busy.setAutoCommit(false);
            busy.createStatement().execute("SELECT 1");
            assertThat(ask(bySimple, sql)).isEqualTo(answer);
            assertThat(ask(byUnnamed, sql)).isEqualTo(answer);
            try (ResultSet rows = prepared.executeQuery()) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("item 2");
            }
            busy.rollback();
        }
    }

    @Test
    @DisplayName("Settings, roles and schemas have answers of their own")
    void scopes() throws Exception {
        directly("CREATE SCHEMA rc2 AUTHORIZATION app", "SET ROLE app", "CREATE TABLE rc2.item (id int, n int, name text)",
                "INSERT INTO rc2.item VALUES (1, 1, 'two')",
                "CREATE TABLE rc.moment (at timestamptz, f float8, b bytea, s interval)",
                "INSERT INTO rc.moment VALUES ('2024-03-01 12:00Z', 0.1 + 0.2, 'ab', '1 day 02:03')",
                "REVOKE ALL ON SCHEMA rc FROM other");
        try (TestPooler pooler = pooler();
                Console console = pooler.console("boss");
                Connection client = pooler.connect("app", "preferQueryMode", "simple");
                Connection otherRole = pooler.connect("other");
                Statement statement = client.createStatement();
                Statement other = otherRole.createStatement();
                Connection inOne = pooler.connect("app", "currentSchema", "rc");
                Connection inTwo = pooler.connect("app", "currentSchema", "rc2");
                Statement one = inOne.createStatement();
                Statement two = inTwo.createStatement()) {
            String sql = "SELECT *, 'Zo\u00eb' FROM rc.moment";
            SameAsDirect.Conversation conversation = (asking, heard) -> {
                for (String set : List.of("SET TimeZone = 'Asia/Tokyo'", "SET TimeZone = 'UTC'", "SET DateStyle = 'SQL, DMY'",
                        "SET IntervalStyle = 'iso_8601'", "SET client_encoding = 'LATIN1'", "RESET ALL")) {
                    SameAsDirect.ask(asking, heard, set);
                    for (int n = 0; n < 25; n++) {
                        SameAsDirect.ask(asking, heard, sql);
                    }
                }
            };
            for (int i = 0; i < 3; i++) {
                SameAsDirect.check(postgres, pooler, List.of("extra_float_digits", String.valueOf(i % 2)), conversation);
            }
            Await.until("answers from the cache in such a conversation", () -> {
                SameAsDirect.check(postgres, pooler, List.of(), conversation);
                return count(console, "hits_memory") > 10;
            });
            for (int i = 0; i < 4; i++) {
                assertThat(ask(one, "SELECT count(*) FROM item")).isEqualTo("20\n");
                assertThat(ask(two, "SELECT count(*) FROM item")).isEqualTo("1\n");
            }
            askUntilCached(console, statement, "SELECT * FROM rc.item");
            try {
                ask(other, "SELECT * FROM rc.item");
                throw new AssertionError("a role without the right to it got an answer");
            } catch (SQLException e) {
                assertThat(e.getSQLState()).isEqualTo("42501");
            }
        } finally {
            directly("DROP SCHEMA rc2 CASCADE");
        }
    }

    @Test
    @DisplayName("Pipelines of hits, misses and writes: the same bytes as directly, in the same order")
    void pipelines() throws Exception {
        try (TestPooler pooler = pooler();
                Console console = pooler.console("boss");
                Connection jdbc = pooler.connect();
                Statement warm = jdbc.createStatement()) {
            SameAsDirect.Conversation conversation = (client, heard) -> {
                SameAsDirect.ask(client, heard, "UPDATE rc.item SET n = 0");
                for (int round = 0; round < 4; round++) {
                    for (int i = 0; i < 4; i++) {
                        SameAsDirect.ask(client, heard, "SELECT id, n FROM rc.item WHERE id = 1",
                                "SELECT id, n FROM rc.item WHERE id = 2");
                        client.send(Frames.parse("", "SELECT name FROM rc.item WHERE id = $1", 23), Frames.bind("", "", "3"),
                                Frames.describePortal(""), Frames.execute("", 0), Frames.sync());
                        SameAsDirect.hear(client, 1, heard);
                    }
                    client.send(Frames.query("SELECT id, n FROM rc.item WHERE id = 1"),
                            Frames.query("SELECT id, n FROM rc.item WHERE id = 2"),
                            Frames.query("UPDATE rc.item SET n = n + 1"), Frames.query("SELECT id, n FROM rc.item WHERE id = 1"),
                            Frames.parse("", "SELECT name FROM rc.item WHERE id = $1", 23), Frames.bind("", "", "3"),
                            Frames.describePortal(""),
                            Frames.execute("", 0), Frames.sync(), Frames.sync(),
                            Frames.query("SELECT id, n FROM rc.item WHERE id = 2"),
                            Frames.query("BEGIN"), Frames.query("SELECT id, n FROM rc.item WHERE id = 2"), Frames.query("COMMIT"),
                            Frames.query("SELECT id, n FROM rc.item WHERE id = 2"), Frames.closeStatement("x"), Frames.sync());
                    SameAsDirect.hear(client, 12, heard);
                }
                // The unnamed statement of a Parse that the cache has answered is still there.
                client.send(Frames.parse("", "SELECT name FROM rc.item WHERE id = $1", 23), Frames.bind("", "", "3"),
                        Frames.describePortal(""),
                        Frames.execute("", 0), Frames.sync());
                SameAsDirect.hear(client, 1, heard);
                client.send(Frames.bind("", "", "4"), Frames.describePortal(""), Frames.execute("", 0), Frames.sync());
                SameAsDirect.hear(client, 1, heard);
                // A simple query that the cache answers also ends one whose text is too long for the pooler to keep.
                for (int i = 0; i < 6; i++) {
                    SameAsDirect.ask(client, heard, "SELECT id, n FROM rc.item WHERE id = 1");
                }
                client.send(Frames.parse("", "SELECT 1 /* " + "x".repeat(70_000) + " */"), Frames.sync());
                SameAsDirect.hear(client, 1, heard);
                SameAsDirect.ask(client, heard, "SELECT id, n FROM rc.item WHERE id = 1");
                client.send(Frames.bind("", ""), Frames.execute("", 0), Frames.sync());
                SameAsDirect.hear(client, 1, heard);
                client.send(Frames.parse("", "SELECT name FROM rc.item WHERE id = $1", 23), Frames.sync());
                SameAsDirect.hear(client, 1, heard);
                // A simple query that the cache answers ends the unnamed statement, as PostgreSQL's does.
                client.send(Frames.query("SELECT id, n FROM rc.item WHERE id = 1"));
                SameAsDirect.hear(client, 1, heard);
                client.send(Frames.bind("", "", "4"), Frames.describePortal(""), Frames.execute("", 0), Frames.sync());
                SameAsDirect.hear(client, 1, heard);
            };
            for (int i = 0; i < 3; i++) {
                SameAsDirect.check(postgres, pooler, List.of(), conversation);
            }
            // PostgreSQL may take its time to tell of the statements.
            Await.until("answers from the cache in such a conversation", () -> {
                SameAsDirect.check(postgres, pooler, List.of(), conversation);
                return count(console, "hits_memory") > 0;
            });
        }
    }

    @Test
    @DisplayName("A client that dies in a write whose server is still at work keeps the table closed until the write has ended")
    void clientDiesInAWrite() throws Exception {
        String sql = "SELECT n FROM rc.item WHERE id = 1";
        try (TestPooler pooler = pooler("query_timeout", "1s");
                Console console = pooler.console("boss");
                Connection reading = pooler.connect();
                Statement reader = reading.createStatement();
                Connection locking = postgres.superuser();
                Statement lock = locking.createStatement()) {
            askUntilCached(console, reader, sql);
            locking.setAutoCommit(false);
            lock.execute("SELECT * FROM rc.item WHERE id = 2 FOR UPDATE");
            ScriptedClient writer = pooler.client();
            writer.send(Frames.query("UPDATE rc.item SET n = 50 WHERE id <= 2"));
            Await.until("the write to wait",
                    () -> postgres.askOne("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND query LIKE 'UPDATE rc.item%'").equals("1"));
            Await.until("query_timeout to end the client and its server's connection", () -> pooler.logged("query timeout"));
            for (int i = 0; i < 20; i++) {
                assertThat(ask(reader, sql)).isEqualTo("0\n");
            }
            locking.rollback();
            Await.until("the write to end", () -> postgres.askOne("SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                    + " AND query LIKE 'UPDATE rc.item%'").equals("0"));
            String now = postgres.askOne(sql);
            assertThat(ask(reader, sql)).isEqualTo(now + "\n");
            assertThat(askUntilCached(console, reader, sql)).isEqualTo(now + "\n");
        }
    }

    @Test
    @DisplayName("Switched on by a reload, the cache serves nothing until transactions that ran already have ended")
    void switchedOn() throws Exception {
        try (TestPooler pooler = pooler("cache_mode", "off");
                Console console = pooler.console("boss");
                Connection reading = pooler.connect();
                Connection writing = pooler.connect();
                Statement reader = reading.createStatement();
                Statement writer = writing.createStatement()) {
            String sql = "SELECT n FROM rc.item WHERE id = 1";
            assertThat(console.rows("SHOW CACHE")).isEmpty();
            writing.setAutoCommit(false);
            writer.execute("UPDATE rc.item SET n = 5 WHERE id = 1");
            console.ask("SET cache_mode = 'ttl'");
            for (int i = 0; i < 20; i++) {
                assertThat(ask(reader, sql)).isEqualTo("0\n");
            }
            assertThat(count(console, "fills")).isZero();
            writing.commit();
            assertThat(ask(reader, sql)).isEqualTo("5\n");
            assertThat(askUntilCached(console, reader, sql)).isEqualTo("5\n");
            console.ask("SET cache_mode = 'off'");
            directly("UPDATE rc.item SET n = 6 WHERE id = 1");
            assertThat(ask(reader, sql)).isEqualTo("6\n");
        }
    }

    @Test
    @DisplayName("When PostgreSQL ends the pooler's connections, no older answer is served: another server may be there")
    void anotherServer() throws Exception {
        String sql = "SELECT n FROM rc.item WHERE id = 1";
        try (TestPooler pooler = pooler();
                Console console = pooler.console("boss");
                Connection reading = pooler.connect();
                Statement reader = reading.createStatement()) {
            askUntilCached(console, reader, sql);
            directly("UPDATE rc.item SET n = 8 WHERE id = 1");
            assertThat(ask(reader, sql)).as("the TTL alone bounds what bypasses the pooler").isEqualTo("0\n");
            pooler.awaitUnused();
            postgres.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'");
            Await.until("the answer to be asked anew", () -> isAnswered(pooler, sql, "8\n"));

            try (Connection again = pooler.connect(); Statement later = again.createStatement()) {
                assertThat(askUntilCached(console, later, sql)).isEqualTo("8\n");
                directly("UPDATE rc.item SET n = 9 WHERE id = 1");
                assertThat(ask(later, sql)).isEqualTo("8\n");
            }
            console.ask("RECONNECT");
            Await.until("the answer to be asked anew", () -> isAnswered(pooler, sql, "9\n"));
        }
    }

    /** Whether a new client gets this answer. A server that is being ended may take the client with it. */
    private static boolean isAnswered(TestPooler pooler, String sql, String answer) {
        try (Connection client = pooler.connect(); Statement statement = client.createStatement()) {
            return ask(statement, sql).equals(answer);
        } catch (SQLException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared"})
    @DisplayName("Comments in a statement keep its answer out of the cache, and say how old it may get and what drops it")
    void hints(String mode) throws Exception {
        try (TestPooler pooler = pooler();
                Console console = pooler.console("boss");
                Connection reading = pooler.connect("app", "preferQueryMode", mode, "prepareThreshold", "1");
                PreparedStatement never = reading.prepareStatement("SELECT n FROM rc.item WHERE id = ? /* cache:off */");
                PreparedStatement shortly = reading.prepareStatement("SELECT n FROM rc.item WHERE id = ? -- cache:ttl=1s");
                PreparedStatement tagged = reading.prepareStatement("/* cache:tags=one */ SELECT n FROM rc.item WHERE id = ?")) {
            never.setInt(1, 1);
            shortly.setInt(1, 1);
            tagged.setInt(1, 1);
            askUntilCached(console, tagged);
            askUntilCached(console, shortly);
            String before = ask(tagged);
            for (int i = 0; i < 5; i++) {
                directly("UPDATE rc.item SET n = n + 1 WHERE id = 1");
                assertThat(ask(never)).as("asked each time").isNotEqualTo(before);
            }
            assertThat(ask(tagged)).isEqualTo(before);
            Await.until("the end of its time", () -> !ask(shortly).equals(before));
            assertThat(console.command("CACHE FLUSH TAG two")).isEqualTo("CACHE FLUSH 0");
            assertThat(ask(tagged)).isEqualTo(before);
            assertThat(console.command("CACHE FLUSH TAG one")).isEqualTo("CACHE FLUSH 1");
            assertThat(ask(tagged)).isNotEqualTo(before);
        }
    }

    private static String ask(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void askUntilCached(Console console, PreparedStatement statement) throws Exception {
        Await.until("a hit", () -> {
            long before = count(console, "hits_memory");
            ask(statement);
            return count(console, "hits_memory") > before;
        });
    }

    @Test
    @DisplayName("stale_while_revalidate: while one client waits for the new answer, others get the old one at once")
    void stale() throws Exception {
        String sql = "SELECT n FROM rc.item WHERE id = 1";
        try (TestPooler pooler = PoolerFile.before(postgres).set("admin_users", "boss").user("boss", "").set("cache_mode", "ttl")
                .set("cache_ttl", "500ms").set("cache_stale_while_revalidate", "1000s").start();
                Console console = pooler.console("boss");
                Connection asking = pooler.connect();
                Statement asks = asking.createStatement();
                Connection reading = pooler.connect();
                Statement reader = reading.createStatement();
                Connection locking = postgres.superuser();
                Statement locks = locking.createStatement()) {
            String before = askUntilCached(console, reader, sql);
            locking.setAutoCommit(false);
            locks.execute("LOCK TABLE rc.item IN ACCESS EXCLUSIVE MODE");
            locks.execute("UPDATE rc.item SET n = n + 1 WHERE id = 1");
            CompletableFuture<String> fresh = new CompletableFuture<>();
            Thread client = new Thread(() -> {
                try {
                    // As long as the time is not over, the old answer comes at once.
                    String answer = before;
                    while (answer.equals(before)) {
                        answer = ask(asks, sql);
                    }
                    fresh.complete(answer);
                } catch (SQLException e) {
                    fresh.completeExceptionally(e);
                }
            });
            client.start();
            Await.until("a client that waits for the lock", () -> !postgres.askOne(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%rc.item%'")
                    .equals("0"));
            for (int i = 0; i < 10; i++) {
                assertThat(ask(reader, sql)).isEqualTo(before);
            }
            assertThat(fresh).isNotDone();
            locking.commit();
            assertThat(fresh.get(60, TimeUnit.SECONDS)).isNotEqualTo(before);
            client.join();
            assertThat(ask(reader, sql)).isEqualTo(fresh.get());
        }
    }

    @Test
    @DisplayName("An operator flushes, pauses and bypasses the cache; the console says what is in it")
    void steering() throws Exception {
        String sql = "SELECT n FROM rc.item WHERE id = 1 /* cache:tags=item,item:1 */";
        try (TestPooler pooler = pooler();
                Console console = pooler.console("boss");
                Connection reading = pooler.connect();
                Statement reader = reading.createStatement()) {
            for (String flush : List.of("CACHE FLUSH", "CACHE FLUSH TABLE rc.item", "CACHE FLUSH TABLE item",
                    "CACHE FLUSH TAG item:1", "CACHE FLUSH TAG 'item'",
                    "CACHE FLUSH PATTERN '*rc.item*'",
                    "CACHE FLUSH STATEMENT 1")) {
                askUntilCached(console, reader, sql);
                directly("UPDATE rc.item SET n = n + 1 WHERE id = 1");
                String before = ask(reader, sql);
                assertThat(console.command(flush)).isEqualTo("CACHE FLUSH 1");
                assertThat(ask(reader, sql)).as(flush).isNotEqualTo(before);
            }
            String cached = askUntilCached(console, reader, sql);
            directly("UPDATE rc.item SET n = n + 1 WHERE id = 1");
            console.command("CACHE BYPASS ON");
            assertThat(console.row("SHOW CACHE", "database", TestPostgres.DATABASE)).containsEntry("mode", "bypass");
            assertThat(ask(reader, sql)).isNotEqualTo(cached);
            console.command("CACHE BYPASS OFF");
            assertThat(ask(reader, sql)).as("nothing has been written through the pooler").isEqualTo(cached);
            console.command("PAUSE CACHE");
            assertThat(console.row("SHOW CACHE", "database", TestPostgres.DATABASE)).containsEntry("mode", "paused");
            assertThat(ask(reader, sql)).isEqualTo(cached);
            long fills = count(console, "fills");
            ask(reader, "SELECT n FROM rc.item WHERE id = 2");
            ask(reader, "SELECT n FROM rc.item WHERE id = 2");
            assertThat(count(console, "fills")).isEqualTo(fills);
            console.command("RESUME CACHE");
            Map<String, String> statement = console.row("SHOW CACHE_STATEMENTS", "query", "select n from rc.item where id = ?");
            assertThat(statement).containsEntry("state", "eligible").containsEntry("tables", "rc.item").containsEntry("ttl_ms",
                    "1000000");
            assertThat(console.row("SHOW CACHE_RELATIONS", "relation", "rc.item")).containsEntry("writers", "0");
        }
    }

    @Test
    @DisplayName("A client switches the cache off for itself by a start-up option, in each form of PostgreSQL's; its writes count as always")
    void ownSwitch() throws Exception {
        String sql = "SELECT n FROM rc.item WHERE id = 1";
        // What the client asks for must not be dropped, as other parameters in options are.
        try (TestPooler pooler = pooler("ignore_startup_parameters", "extra_float_digits,options");
                Console console = pooler.console("boss");
                Connection reading = pooler.connect("app", "options", "-c howdah.cache=on");
                Statement reader = reading.createStatement();
                Connection other = pooler.connect("app", "preferQueryMode", "simple");
                Statement another = other.createStatement()) {
            String cached = askUntilCached(console, another, sql);
            for (String off : List.of("-c howdah.cache=off", "--howdah.cache=OFF", "-chowdah.cache=0",
                    "-c howdah.cache=perhaps")) {
                directly("UPDATE rc.item SET n = n + 1 WHERE id = 1");
                try (Connection without = pooler.connect("app", "options", off);
                        Statement statement = without.createStatement()) {
                    long fills = count(console, "fills");
                    String fresh = ask(statement, sql);
                    assertThat(fresh).as(off).isNotEqualTo(cached).isEqualTo(ask(statement, sql));
                    assertThat(count(console, "fills")).isEqualTo(fills);
                    assertThat(ask(another, sql)).as("another client's answer").isEqualTo(cached);
                    statement.execute("UPDATE rc.item SET n = n + 1 WHERE id = 1");
                    assertThat(ask(another, sql)).as("after the write").isNotEqualTo(cached);
                }
                cached = askUntilCached(console, another, sql);
            }
            askUntilCached(console, reader, sql);
        }
    }

    @Test
    @DisplayName("A client that keeps its server, and a connect_query: their settings are not known, so they may write anything")
    void settingsOutOfSight() throws Exception {
        String there = "SELECT sum(n) FROM rc3.other";
        try (TestPooler pooler = PoolerFile.before(postgres).set("admin_users", "boss").user("boss", "").set("cache_mode", "ttl")
                .set("default_pool_size", 4).databaseOnHosts("kept", "\"127.0.0.1:" + postgres.port() + "\"",
                        "dbname: howdah, pool_mode: session")
                .databaseOnHosts("prepared", "\"127.0.0.1:" + postgres.port() + "\"",
                        "dbname: howdah, connect_query: \"SET search_path TO rc3\"")
                .start();
                Console console = pooler.console("boss");
                Connection reading = pooler.connect();
                Statement reader = reading.createStatement();
                Connection keeping = pooler.connectTo("kept", "app", "currentSchema", "rc", "preferQueryMode", "simple");
                Statement kept = keeping.createStatement();
                Connection connecting = pooler.connectTo("prepared", "app");
                Statement connected = connecting.createStatement()) {
            kept.execute("UPDATE other SET n = n + 1");
            kept.execute("SET search_path TO rc3");
            for (Statement writer : List.of(kept, connected, kept)) {
                String before = askUntilCached(console, reader, there);
                writer.execute("UPDATE other SET n = n + 1");
                assertThat(ask(reader, there)).isNotEqualTo(before);
            }
        }
    }

    @Test
    @DisplayName("A client that asks for large cached answers and does not read them is held back, and nobody else waits for it")
    void hitsOutrunTheirClient() throws Exception {
        String sql = "SELECT repeat('x', 200000) FROM rc.item WHERE id = 1";
        int count = 300;
        try (TestPooler pooler = pooler();
                Console console = pooler.console("boss");
                Connection reading = pooler.connect();
                Statement reader = reading.createStatement()) {
            askUntilCached(console, reader, sql);
            ScriptedClient greedy = pooler.client();
            Await.until("the client's own answer from the cache", () -> {
                long before = count(console, "hits_memory");
                greedy.query(sql);
                return count(console, "hits_memory") > before;
            });
            long hits = count(console, "hits_memory");
            byte[][] requests = new byte[count][];
            Arrays.fill(requests, Frames.query(sql));
            greedy.send(requests);
            Await.until("some hits", () -> count(console, "hits_memory") > hits);
            assertThat(ask(reader, "SELECT n FROM rc.item WHERE id = 2")).isEqualTo("0\n");
            assertThat(count(console, "hits_memory") - hits).as("hits that nobody reads").isLessThan(count / 2);
            for (int i = 0; i < count; i++) {
                assertThat(greedy.readUntil((byte) 'Z')).hasSize(4);
            }
            assertThat(count(console, "hits_memory") - hits).isLessThanOrEqualTo(count);
        }
    }

    @Test
    @DisplayName("A reload that changes a database ends its answers; a database with several hosts keeps none")
    void otherHosts() throws Exception {
        String sql = "SELECT n FROM rc.item WHERE id = 1";
        String host = "\"127.0.0.1:" + postgres.port() + "\"";
        PoolerFile file = PoolerFile.before(postgres).set("admin_users", "boss").user("boss", "").set("cache_mode", "ttl")
                .set("server_idle_timeout", "1s");
        try (TestPooler pooler = file.start();
                Console console = pooler.console("boss");
                Connection reading = pooler.connect();
                Statement reader = reading.createStatement()) {
            askUntilCached(console, reader, sql);
            directly("UPDATE rc.item SET n = 8 WHERE id = 1");
            pooler.reload(file.config());
            assertThat(ask(reader, sql)).as("nothing has changed").isEqualTo("0\n");
            // With no connection left that could tell, the reload alone ends the answers.
            pooler.awaitNoServer();
            pooler.reload(file.databaseOnHosts(TestPostgres.DATABASE, "\"localhost:" + postgres.port() + "\"", "").config());
            assertThat(ask(reader, sql)).isEqualTo("8\n");
            askUntilCached(console, reader, sql);
            pooler.reload(
                    file.databaseOnHosts(TestPostgres.DATABASE, host + ", \"localhost:" + postgres.port() + "\"", "").config());
            for (int i = 0; i < 20; i++) {
                assertThat(ask(reader, sql)).isEqualTo("8\n");
            }
            long hits = count(console, "hits_memory");
            ask(reader, sql);
            assertThat(count(console, "hits_memory")).as("one of the hosts may be a standby").isEqualTo(hits);
        }
    }

    @Test
    @DisplayName("A rule by statement counts for prepared statements too: with a ttl of 0 nothing is kept")
    void rulesForPreparedStatements() throws Exception {
        try (TestPooler pooler = pooler("cache_statements", "'select name from rc.item*'=0");
                Console console = pooler.console("boss");
                Connection connection = pooler.connect("app", "prepareThreshold", "1");
                PreparedStatement ruled = connection.prepareStatement("SELECT name FROM rc.item WHERE id = ?");
                PreparedStatement free = connection.prepareStatement("SELECT n FROM rc.item WHERE id = ?")) {
            ruled.setInt(1, 2);
            free.setInt(1, 2);
            Await.until("an answer from the cache, while both are known", () -> {
                long before = count(console, "hits_memory");
                ruled.executeQuery().close();
                free.executeQuery().close();
                return count(console, "hits_memory") > before
                        && console.rows("SHOW CACHE_STATEMENTS").stream().filter(row -> row.get("state").equals("eligible"))
                                .count() == 2;
            });
            for (int i = 0; i < 5; i++) {
                ruled.executeQuery().close();
            }
            assertThat(console.rows("SHOW CACHE_STATEMENTS")).filteredOn(row -> row.get("query").contains("name"))
                    .allMatch(row -> row.get("fills").equals("0") && row.get("hits").equals("0"));
        }
    }
}
