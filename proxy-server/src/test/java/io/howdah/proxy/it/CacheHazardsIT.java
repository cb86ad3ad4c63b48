package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.backend.RowDescription;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.RedisProcess;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The hazards of a result cache, and what the users of others have reported, each as a test: the cached answer has the bytes of
 * PostgreSQL's own, or PostgreSQL is asked. A {@link Pair} asks both the same. Which test has which hazard, here or elsewhere:
 *
 * <pre>
 * functions: volatile, stable, lying, the clock; casts, RLS,     never, clocksInParameters; CacheExplainIT.verdicts
 *   system columns, catalogs, kinds of tables, locks, utilities
 * output of types, formats, parameters' types, Describe, Redis   sameBytes
 * settings, search_path, roles, encodings                        settings, rights, names; ResultCacheIT.scopes, StateLeakIT
 * serializable by default                                        serializable; CacheExplainIT.serializable
 * temporary tables, one name in two schemas, inheritance         names
 * DDL, rights, policies, memberships, outdated plans             ddl, rights; RedisLevelIT.shapes
 * DDL during a fill, a write during a fill, delete during a fill ResultCacheTest.fillOvertaken, overtakenByDdl, CacheHistoryIT
 * portals, limits, Flush, errors, Close after hits, pipelines    protocol, pipelines; CacheableRequestTest, ResultCacheIT.pipelines
 * notices, errors, cancellation, losses in a fill                notices, protocol; RecorderTest, FlightTest, SingleFlightIT
 * comments, quotes, encodings that hide a write                  hiddenWrites, writesByOtherMeans; StatementFormTest
 * every kind of write; LIMIT, joins, TOAST, TRUNCATE, re-insert  hiddenWrites; ResultCacheIT.everyKindOfWrite, writesByProtocol
 * writes in constraints, keys, conditions, defaults, input       hiddenWrites
 * empty answers, spellings                                       spellings
 * uncommitted writes, storing in a transaction, snapshots        transactions
 * half of a transaction, time that goes back                     wholeTransactions
 * two-phase commit                                               twoPhases
 * locks that a hit does not see                                  locks; ResultCacheIT.stale
 * session pooling: SET, temporary tables, locks, LISTEN          sessionPooling; ResultCacheIT.settingsOutOfSight
 * herds, followers that come after a write                       SingleFlightIT.herd, writeBetween
 * another server, several hosts, failover                        ResultCacheIT.anotherServer, otherHosts
 * COMMIT heard before others know, Redis that fails              HeldAnswersIT, GroupSimulationTest, CacheHistoryIT.shared
 * values in Redis that are damaged or another's                  RedisLevelIT.damaged, StoredAnswerTest, GarbageTest
 * equal hashes                                                   CacheKeyTest
 * rules by table and statement, hints, CACHE FLUSH               ResultCacheIT.hints, steering, RedisLevelIT.flush
 * </pre>
 */
@OnEachPostgres
class CacheHazardsIT {

    private final TestPostgres postgres;

    CacheHazardsIT(PostgresVersion version) {
        postgres = version.server();
    }

    @BeforeEach
    void makeTables() throws SQLException {
        directly("DROP SCHEMA IF EXISTS hz, hz2 CASCADE", "CREATE SCHEMA hz AUTHORIZATION app",
                "CREATE SCHEMA hz2 AUTHORIZATION app",
                "GRANT USAGE ON SCHEMA hz TO PUBLIC", "SET ROLE app", "SET search_path TO hz",
                "CREATE TYPE mood AS ENUM ('sad', 'happy')", "CREATE TYPE pair AS (a int, b text)",
                "CREATE TYPE moment AS (d date, n int)", "CREATE DOMAIN small AS int CHECK (VALUE < 1000)",
                "CREATE TABLE item (id int PRIMARY KEY, n int, name text, d date, seen timestamptz, f float8, b bytea, s interval,"
                        + " tags text[], doc jsonb, price numeric(10, 2), u uuid, ok boolean, m mood, p pair, r int4range, c char(4),"
                        + " t time, k small, dates date[])",
                "INSERT INTO item VALUES (1, 10, 'Zo\u00eb', '2024-03-01', '2024-03-01 23:30Z', 0.1::float8 + 0.2::float8, '\\x00ff41',"
                        + " '1 day 02:03:04.5', '{a,NULL,\"b c\",\"\"}', '{\"a\": [1, null]}', 12.50,"
                        + " '00000000-0000-0000-0000-000000000001', true, 'happy', '(1,x)', '[1,5)', 'ab', '12:34', 5, '{2024-01-01,NULL}')",
                "INSERT INTO item (id) VALUES (2)",
                "INSERT INTO item (id, n, name, tags, doc) VALUES (3, 30, '', '{}', 'null')",
                "INSERT INTO item (id, n, name) SELECT i, i * 10, 'item ' || i FROM generate_series(4, 20) i",
                "CREATE TABLE line (id int PRIMARY KEY, item_id int REFERENCES item ON DELETE CASCADE, n int)",
                "INSERT INTO line SELECT i, i, 0 FROM generate_series(1, 20) i",
                "CREATE TABLE said (id int, at text)",
                "INSERT INTO said VALUES (1, 'today'), (2, '(today,1)'), (3, '{\"(today,1)\"}')",
                "CREATE VIEW shown AS SELECT id, n, m FROM item WHERE id < 10",
                "CREATE TABLE day (d int, n int) PARTITION BY RANGE (d)",
                "CREATE TABLE day_1 PARTITION OF day FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE day_2 PARTITION OF day FOR VALUES FROM (10) TO (20)", "INSERT INTO day VALUES (1, 0), (11, 0)",
                "CREATE TABLE big (id int PRIMARY KEY, n int, body text)",
                "ALTER TABLE big ALTER body SET STORAGE EXTERNAL", "INSERT INTO big VALUES (1, 0, repeat('0123456789', 5000))",
                "CREATE TABLE log (n int)", "INSERT INTO log VALUES (0)",
                "CREATE FUNCTION bump() RETURNS int LANGUAGE sql AS 'UPDATE hz.log SET n = n + 1 RETURNING 1'",
                "CREATE FUNCTION lies(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN PERFORM hz.bump(); RETURN $1; END'",
                "CREATE FUNCTION reads(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT n FROM hz.item WHERE id = $1'",
                "CREATE UNLOGGED TABLE fast AS SELECT 1 AS id", "CREATE SEQUENCE counter",
                "CREATE MATERIALIZED VIEW kept AS SELECT id FROM item",
                "CREATE TABLE hz2.item AS SELECT * FROM item WHERE id < 3",
                "CREATE TABLE secret (id int, owner text)", "INSERT INTO secret VALUES (1, 'app'), (2, 'other')",
                "ALTER TABLE secret ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
                "CREATE POLICY own ON secret USING (owner = current_user)");
    }

    @AfterEach
    void dropTables() throws SQLException {
        directly("DROP SCHEMA hz, hz2 CASCADE");
    }

    private void directly(String... statements) throws SQLException {
        try (Connection superuser = postgres.superuser(); Statement statement = superuser.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private TestPooler pooler(String... settings) {
        PoolerFile file = PoolerFile.before(postgres).set("default_pool_size", 4).set("cache_mode", "ttl")
                .set("cache_ttl", "1000s")
                .set("cache_max_ttl", "1000s");
        for (int i = 0; i < settings.length; i += 2) {
            file.set(settings[i], settings[i + 1]);
        }
        return file.start();
    }

    /** Answers that came without a server. */
    private static long hits(TestPooler pooler) {
        return pooler.pooler().resultCache().counters().stream().mapToLong(of -> of.hits() + of.secondLevelHits()).sum();
    }

    /** One client of PostgreSQL, and one of the pooler that asks the same. */
    private final class Pair implements AutoCloseable {

        private final TestPooler pooler;
        private final ScriptedClient direct;
        private final ScriptedClient pooled;

        /** @param startup names and values in turn of the start-up packet */
        Pair(TestPooler pooler, String... startup) throws IOException {
            this(pooler, TestPostgres.APP, startup);
        }

        Pair(TestPooler pooler, String user, String[] startup) throws IOException {
            this.pooler = pooler;
            direct = ScriptedClient.connect("127.0.0.1", postgres.port(), 100_000);
            direct.login(user, TestPostgres.DATABASE, startup);
            pooled = pooler.clientOf(user, TestPostgres.DATABASE, startup);
        }

        private static List<Frame> answer(ScriptedClient client, byte[]... request) throws IOException {
            client.send(request);
            return client.readUntil(BackendType.READY_FOR_QUERY);
        }

        /** Asks both. @return their answer, which must be the same, byte for byte */
        List<Frame> ask(byte[]... request) throws IOException {
            List<Frame> expected = answer(direct, request);
            assertThat(withoutPlaces(answer(pooled, request))).as(text(request)).isEqualTo(withoutPlaces(expected));
            return expected;
        }

        List<Frame> ask(String sql) throws IOException {
            return ask(Frames.query(sql));
        }

        /**
         * Asks both until the pooler's answer comes from the cache. One that came from there once may not do so again: on a busy
         * machine the lease of a pooler with a Redis may be over for a moment.
         */
        List<Frame> hit(byte[]... request) throws IOException {
            ask(request);
            awaitTold(pooler);
            List<Frame> answer = new ArrayList<>();
            Await.until("an answer from the cache to " + text(request), this::reasons, () -> {
                long before = hits(pooler);
                answer.clear();
                answer.addAll(ask(request));
                return hits(pooler) == before + 1;
            });
            return answer;
        }

        List<Frame> hit(String sql) throws IOException {
            return hit(Frames.query(sql));
        }

        /** Asks the pooler until PostgreSQL has told about the statement, and then twice: nothing comes from the cache. */
        void bypass(byte[]... request) throws IOException {
            long before = hits(pooler);
            answer(pooled, request);
            awaitTold(pooler);
            String expected = Replies.types(answer(direct, request));
            for (int i = 0; i < 2; i++) {
                assertThat(Replies.types(answer(pooled, request))).as(text(request)).isEqualTo(expected);
            }
            assertThat(hits(pooler)).as("hits of " + text(request)).isEqualTo(before);
        }

        private String reasons() {
            return "; known: " + pooler.pooler().resultCache().statements().stream()
                    .map(each -> new String(each.parse(), StandardCharsets.ISO_8859_1) + " " + each.state() + " " + each.bypass())
                    .toList().toString();
        }

        @Override
        public void close() throws IOException {
            direct.close();
            pooled.close();
        }
    }

    /** An error's last fields name a place in PostgreSQL's source, which is another one where the pooler has prepared by SQL. */
    private static List<Frame> withoutPlaces(List<Frame> answer) {
        return answer.stream().map(frame -> {
            String body = new String(frame.body(), StandardCharsets.ISO_8859_1);
            int place = body.indexOf("\0F");
            return frame.type() != BackendType.ERROR_RESPONSE || place < 0 ? frame
                    : new Frame(frame.type(), Arrays.copyOf(frame.body(), place));
        }).toList();
    }

    private static void awaitTold(TestPooler pooler) {
        Await.until("PostgreSQL to have told of all statements", () -> pooler.pooler().resultCache().statements().stream()
                .noneMatch(each -> each.state().equals("probing")));
    }

    private static String text(byte[]... request) {
        String text = new String(Frames.concat(request), StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
        return text.substring(0, Math.min(300, text.length()));
    }

    // ---- requests of the extended protocol

    /**
     * A Bind of the unnamed portal.
     *
     * @param formats of all parameters
     * @param results formats of the columns; none for text
     */
    private static byte[] bind(String statement, int format, byte[][] values, int... results) {
        byte[] body = Frames.concat(Frames.cstring(""), Frames.cstring(statement), Frames.int2(1), Frames.int2(format),
                Frames.int2(values.length));
        for (byte[] value : values) {
            body = Frames.concat(body, Frames.int4(value == null ? -1 : value.length), value == null ? new byte[0] : value);
        }
        body = Frames.concat(body, Frames.int2(results.length));
        for (int result : results) {
            body = Frames.concat(body, Frames.int2(result));
        }
        return Frames.frame(FrontendType.BIND, body);
    }

    private static byte[][] texts(String... values) {
        return Arrays.stream(values).map(value -> value == null ? null : Frames.utf8(value)).toArray(byte[][]::new);
    }

    private static byte[] unnamed(String sql, int[] types, byte[] bind) {
        return Frames.concat(Frames.parse("", sql, types), bind, Frames.describePortal(""), Frames.execute("", 0), Frames.sync());
    }

    private static byte[] unnamed(String sql) {
        return unnamed(sql, new int[0], bind("", 0, new byte[0][]));
    }

    /** Without the columns' names. */
    private static byte[] bare(String sql, int[] types, byte[] bind) {
        return Frames.concat(Frames.parse("", sql, types), bind, Frames.execute("", 0), Frames.sync());
    }

    private static byte[] use(byte[] bind) {
        return Frames.concat(bind, Frames.describePortal(""), Frames.execute("", 0), Frames.sync());
    }

    // ---- more than tables and parameters

    private static final String[] NEVER = {
        "SELECT random()", "SELECT nextval('hz.counter')", "SELECT now()", "SELECT age(seen) FROM hz.item", "SELECT hz.lies(1)",
        "SELECT hz.reads(1)", "SELECT id FROM hz.item WHERE d < 'today'", "SELECT CURRENT_USER", "SELECT CURRENT_DATE",
        "SELECT ctid FROM hz.item", "SELECT relname FROM pg_class WHERE oid = 1259", "SELECT * FROM hz.kept",
        "SELECT * FROM hz.fast",
        "SELECT count(*) FROM hz.item TABLESAMPLE BERNOULLI (50)", "SELECT last_value FROM hz.counter", "SELECT * FROM hz.secret",
        "SELECT id FROM hz.item WHERE id = 1 FOR UPDATE", "SELECT id FROM hz.item WHERE id = 1 FOR KEY SHARE",
        "WITH gone AS (DELETE FROM hz.line WHERE id = 0 RETURNING id) SELECT * FROM gone", "SHOW work_mem", "EXPLAIN SELECT 1",
        "SELECT current_setting('work_mem')", "SELECT pg_is_in_recovery()", "SELECT pg_backend_pid()",
        "SELECT name FROM pg_settings WHERE name NOT LIKE '%.%'",
        "SELECT id::hz.small FROM hz.item", "SELECT at::date FROM hz.said WHERE id = 1",
        "SELECT at::hz.moment FROM hz.said WHERE id = 2",
        "SELECT (at::hz.moment).d FROM hz.said WHERE id = 2", "SELECT at::hz.moment[] FROM hz.said WHERE id = 3",
        "SELECT at::text::hz.moment FROM hz.said WHERE id = 2",
        "SELECT string_to_array(at, ',')::date[] FROM hz.said WHERE id = 1",
        "SELECT (jsonb_populate_record(NULL::hz.moment, doc)).d"
                + " FROM (SELECT '{\"d\": \"today\"}'::jsonb AS doc) q",
        "SELECT d FROM jsonb_to_record('{\"d\": \"today\"}') AS r(d date)", "SELECT date_in('today', 0, -1)",
        "SELECT (SELECT date 'today')", "SELECT range_in('[today,]', 3912, -1)::text",
        "SELECT pg_table_is_visible('hz.item'::regclass)",
        "SELECT has_table_privilege('hz.item', 'SELECT')", "SELECT pg_relation_size('hz.item')", "SELECT version()",
        "SELECT to_regclass('hz.item')", "SELECT query_to_xml('SELECT 1', true, true, '')", "SELECT txid_current() > 0",
        "SELECT pg_column_size(at) FROM hz.said", "SELECT current_schemas(true)", "SELECT inet_client_port() > 0",
        "SELECT enum_range(NULL::hz.mood)", "SELECT obj_description('hz.item'::regclass) IS NULL", "SELECT lo_get(0) WHERE false",
    };

    @Test
    @DisplayName("What depends on more than tables, parameters and settings comes from PostgreSQL each time, by either protocol")
    void never() throws Exception {
        try (TestPooler pooler = pooler(); Pair pair = new Pair(pooler)) {
            for (String sql : NEVER) {
                pair.bypass(Frames.query(sql));
                pair.bypass(unnamed(sql));
            }
            for (String sql : new String[] {"SELECT 1; SELECT 2", "", ";", "COPY hz.log TO STDOUT", "LISTEN a",
                "SELECT 1 AS a INTO TEMP x",
                "DO 'BEGIN END'", "BEGIN; DECLARE c CURSOR FOR SELECT 1; FETCH c; COMMIT", "SELECT 1/0",
                "SELECT 1 /* cache:off */"}) {
                pair.bypass(Frames.query(sql));
                pair.pooled.query("DISCARD TEMP");
                pair.direct.query("DISCARD TEMP");
            }
        }
    }

    @Test
    @DisplayName("A parameter that says today, in whatever type, is asked for each time; another value of the same statement is not")
    void clocksInParameters() throws Exception {
        int moment = Integer.parseInt(postgres.askOne("SELECT 'hz.moment'::regtype::oid"));
        Object[][] asked = {{"SELECT id FROM hz.item WHERE d < $1", 1082, "2024-05-05", "today"},
            {"SELECT id FROM hz.item WHERE d < $1", 0, "2024-05-06", " TODAY "},
            {"SELECT id FROM hz.item WHERE seen < $1", 1184, "2024-05-05", "now"},
            {"SELECT id FROM hz.item WHERE d = ANY ($1)", 1182, "{2024-05-05}", "{\"to\\day\"}"},
            {"SELECT id FROM hz.item WHERE d <@ $1", 3912, "[2024-05-05,]", "[\"yester\"day,]"},
            {"SELECT ($1).d", moment, "(2024-05-05,1)", "(tomorrow,1)"},
            {"SELECT id FROM hz.item WHERE d < $1::date", 0, "2024-05-07", "yesterday"}};
        try (TestPooler pooler = pooler(); Pair pair = new Pair(pooler)) {
            for (Object[] each : asked) {
                String sql = (String) each[0];
                int[] types = {(int) each[1]};
                pair.hit(unnamed(sql, types, bind("", 0, texts((String) each[2]))));
                pair.bypass(unnamed(sql, types, bind("", 0, texts((String) each[3]))));
                pair.ask(Frames.parse("s", sql, types), Frames.sync());
                pair.ask(Frames.describeStatement("s"), Frames.sync());
                pair.hit(use(bind("s", 0, texts((String) each[2]))));
                pair.bypass(use(bind("s", 0, texts((String) each[3]))));
                pair.ask(Frames.closeStatement("s"), Frames.sync());
            }
        }
    }

    private static final String[] SAME = {
        "SELECT * FROM hz.item ORDER BY id", "SELECT FROM hz.item", "SELECT * FROM hz.item WHERE false",
        "SELECT NULL, '', 'NULL'",
        "SELECT id, id, id AS \"Id\" FROM hz.item WHERE id = 1", "VALUES (1, 'a'), (2, NULL)", "TABLE hz.day",
        "SELECT 'Zo\u00eb \u2603 \ud83d\ude00' AS \"\u00e9t\u00e9\"",
        "SELECT i.*, l FROM hz.item i JOIN hz.line l ON l.item_id = i.id ORDER BY 1",
        "SELECT array[array[1, 2], array[3, NULL]], row(1, NULL, ''), '[1,3)'::int4range, 'infinity'::date, 'NaN'::float8, 1e300",
        "SELECT repeat('x', 30000) FROM hz.item WHERE id = 1",
        "SELECT jsonb_build_object('a', n), to_char(d, 'DD.MM.YYYY') FROM hz.item",
        "SELECT n, grouping(n), count(*), sum(price), avg(f) FROM hz.item GROUP BY ROLLUP (n) ORDER BY 1 NULLS FIRST",
        "SELECT * FROM hz.shown WHERE m = 'happy'", "SELECT '2024-03-01'::date, interval '1 mon'", "SELECT '\\x41'::bytea",
        "WITH RECURSIVE x(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM x WHERE i < 500) SELECT i, repeat('y', i) FROM x",
    };

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("The bytes are PostgreSQL's: all types, NULL, no columns, no rows, text and binary, with and without a Describe")
    void sameBytes(boolean fromRedis) throws Exception {
        RedisProcess redis = fromRedis ? RedisProcess.start().withOldMembers() : null;
        try (TestPooler pooler = fromRedis
                ? pooler("cache_mode", "writes", "cache_memory", "0", "cache_redis_timeout", "5s", "cache_redis_url",
                        "redis://127.0.0.1:" + redis.port())
                : pooler();
                Pair pair = new Pair(pooler)) {
            int number = 0;
            for (String sql : SAME) {
                pair.hit(sql);
                pair.hit(unnamed(sql));
                pair.hit(bare(sql, new int[0], bind("", 0, new byte[0][], 1)));
                pair.hit(unnamed(sql, new int[0], bind("", 0, new byte[0][], 1)));
                pair.hit(unnamed(sql));
                String name = "s" + number++;
                pair.ask(Frames.parse(name, sql), Frames.describeStatement(name), Frames.sync());
                pair.hit(Frames.bind("", name), Frames.execute("", 0), Frames.sync());
                pair.hit(use(Frames.bind("", name)));
                pair.hit(use(bind(name, 0, new byte[0][], 1)));
                pair.ask(sql);
            }
            String sql = "SELECT id, $1, $1 IS NULL, $2, name FROM hz.item WHERE name = $1 OR id = 1";
            int[] types = {25, 23};
            for (String[] values : new String[][] {{"", "1"}, {null, "1"}, {"item 4", null}, {"item 4", "4"},
                {"item 4' OR 1=1 --", "1"},
                {"Zo\u00eb", "-1"}}) {
                pair.hit(unnamed(sql, types, bind("", 0, texts(values))));
                pair.hit(unnamed(sql, types, bind("", 0, texts(values), 0, 0, 1, 1, 0)));
                pair.hit(unnamed(sql, types, bind("", 0, texts(values), 1)));
                byte[][] binary = {values[0] == null ? null : Frames.utf8(values[0]),
                    values[1] == null ? null : Frames.int4(Integer.parseInt(values[1]))};
                pair.hit(unnamed(sql, types, bind("", 1, binary)));
            }
            // The same text with other types of its parameter is another statement.
            for (int type : new int[] {23, 20, 1700, 25, 0}) {
                pair.hit(unnamed("SELECT $1 AS x", new int[] {type}, bind("", 0, texts("7"))));
                pair.hit(unnamed("SELECT $1 AS x", new int[] {type}, bind("", 0, texts("7"), 1)));
            }
        } finally {
            if (redis != null) {
                redis.close();
            }
        }
    }

    private static final String[][] SETTINGS = {
        {"TimeZone", "UTC", "Asia/Tokyo", "America/New_York"}, {"DateStyle", "ISO, MDY", "SQL, DMY", "German"},
        {"IntervalStyle", "postgres", "iso_8601", "sql_standard"}, {"bytea_output", "hex", "escape"},
        {"extra_float_digits", "1", "-5", "0"}, {"client_encoding", "UTF8", "LATIN1", "WIN1252"},
        {"transform_null_equals", "off", "on"}, {"quote_all_identifiers", "off", "on"}, {"array_nulls", "on", "off"},
        {"default_text_search_config", "pg_catalog.english", "pg_catalog.simple"}, {"search_path", "hz", "hz2", "\"$user\",hz2"},
        {"standard_conforming_strings", "on", "off"}, {"timezone_abbreviations", "Default", "Australia"},
        {"lc_monetary", "C", "POSIX"},
        {"backslash_quote", "safe_encoding", "on"}, {"row_security", "on", "off"}, {"role", "app", "member"},
    };

    @Test
    @DisplayName("Each setting that a client has chosen has answers of its own, also where it changes which rows there are")
    void settings() throws Exception {
        directly("GRANT USAGE ON SCHEMA hz2 TO PUBLIC", "GRANT SELECT ON hz.item, hz2.item TO PUBLIC");
        // The last column but one is true or false by the zone, the rows' number by transform_null_equals and search_path.
        String sql = "SELECT id, name, d, seen, f, b, s, format('%I', coalesce(tags[1], 'x y')), '{NULL}'::text[] AS a,"
                + " to_tsvector('the running cats')::text AS v, 2.5::money AS p, to_char(seen, 'TZ HH24') AS z,"
                + " seen::date = '2024-03-01' AS here, '2024-03-01 12:00 EST'::timestamptz AS e FROM item"
                + " WHERE id < 3 AND (id = 1 OR name = NULL) ORDER BY id";
        try (TestPooler pooler = pooler("default_pool_size", "2")) {
            for (String[] setting : SETTINGS) {
                List<Pair> pairs = new ArrayList<>();
                List<List<Frame>> answers = new ArrayList<>();
                for (int i = 1; i < setting.length; i++) {
                    pairs.add(new Pair(pooler, "options", "-c escape_string_warning=off -c search_path=hz -c " + setting[0] + "="
                            + setting[i].replace(" ", "\\ ")));
                }
                for (Pair pair : pairs) {
                    answers.add(pair.hit(sql));
                    pair.hit(unnamed(sql));
                    pair.hit("SELECT 'a\\\\b', id FROM item WHERE name = NULL OR id = 1");
                }
                for (int i = 0; i < pairs.size(); i++) {
                    assertThat(pairs.get(i).ask(sql)).as(Arrays.toString(setting)).isEqualTo(answers.get(i));
                    pairs.get(i).ask(unnamed(sql));
                }
                for (Pair pair : pairs) {
                    pair.close();
                }
            }
        }
    }

    // ---- roles and their rights

    @Test
    @DisplayName("A role without the right to a table gets PostgreSQL's error while another role's answer is hot, and so does one that loses the right")
    void rights() throws Exception {
        String sql = "SELECT id, n FROM hz.item WHERE id = 1";
        String view = "SELECT id, n FROM hz.shown WHERE id = 1";
        directly("GRANT SELECT ON hz.item, hz.shown TO member");
        try (TestPooler pooler = pooler();
                Pair app = new Pair(pooler);
                Pair other = new Pair(pooler, "other", new String[0]);
                Pair asMember = new Pair(pooler, "options", "-c role=member");
                ScriptedClient owner = pooler.client()) {
            app.hit(sql);
            app.hit(view);
            assertThat(Replies.error(other.ask(sql)).sqlState()).isEqualTo("42501");
            other.ask(unnamed(sql));
            asMember.hit(sql);
            asMember.hit(view);
            for (String[] change : new String[][] {
                {"GRANT SELECT ON hz.item, hz.shown TO other", "REVOKE SELECT ON hz.item FROM other"},
                {"GRANT SELECT (id, n) ON hz.item TO other", "REVOKE ALL ON hz.item FROM other"},
                {"GRANT SELECT ON hz.item TO other", "ALTER TABLE hz.item ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"},
                {"CREATE POLICY all_rows ON hz.item USING (true)", "DROP POLICY all_rows ON hz.item"},
                {"ALTER TABLE hz.item DISABLE ROW LEVEL SECURITY", "REVOKE SELECT ON hz.item FROM member"}}) {
                owner.query(change[0]);
                if (change[0].startsWith("CREATE POLICY")) {
                    app.bypass(Frames.query(sql));
                } else {
                    other.hit(sql);
                    other.hit(unnamed(sql));
                    app.hit(sql);
                    app.hit(view);
                }
                owner.query(change[1]);
                for (Pair pair : List.of(other, app, asMember)) {
                    pair.ask(sql);
                    pair.ask(unnamed(sql));
                    pair.ask(view);
                }
            }
            assertThat(Replies.error(asMember.ask(sql)).sqlState()).isEqualTo("42501");
        }
        // The right by a membership: a superuser takes it away through the pooler.
        directly("CREATE ROLE hz_group NOLOGIN", "GRANT hz_group TO other", "GRANT SELECT ON hz.line TO hz_group");
        try (TestPooler pooler = pooler();
                Pair other = new Pair(pooler, "other", new String[0]);
                ScriptedClient boss = pooler.clientOf(TestPostgres.SUPERUSER, TestPostgres.DATABASE)) {
            other.hit("SELECT count(*) FROM hz.line");
            boss.query("REVOKE hz_group FROM other");
            assertThat(Replies.error(other.ask("SELECT count(*) FROM hz.line")).sqlState()).isEqualTo("42501");
        } finally {
            directly("DROP OWNED BY hz_group", "DROP ROLE hz_group");
        }
    }

    @Test
    @DisplayName("Transactions that are serializable by default are PostgreSQL's alone, however that was chosen")
    void serializable() throws Exception {
        String sql = "SELECT id, n FROM hz.item WHERE id = 1";
        try (TestPooler pooler = pooler();
                Pair plain = new Pair(pooler);
                Pair repeatable = new Pair(pooler, "options", "-c default_transaction_isolation=repeatable\\ read");
                Pair atStart = new Pair(pooler, "options", "-c default_transaction_isolation=serializable");
                Pair bySet = new Pair(pooler);
                Pair byCharacteristics = new Pair(pooler)) {
            plain.hit(sql);
            repeatable.hit(sql);
            atStart.bypass(Frames.query(sql));
            bySet.ask("SET default_transaction_isolation = 'serializable'");
            byCharacteristics.ask("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE");
            for (Pair pair : List.of(bySet, byCharacteristics)) {
                if (Replies.value(pair.direct.query("SHOW transaction_isolation"))
                        .equals(Replies.value(pair.pooled.query("SHOW transaction_isolation")))) {
                    pair.bypass(Frames.query(sql));
                }
            }
        }
    }

    // ---- DDL

    @Test
    @DisplayName("After DDL through the pooler each client gets what PostgreSQL answers to it now: rows, columns, types or an error")
    void ddl() throws Exception {
        String[] questions = {"SELECT * FROM hz.item WHERE id < 3 ORDER BY id", "SELECT id, m FROM hz.shown ORDER BY id",
            "SELECT n FROM hz.item WHERE id = 1", "SELECT * FROM hz.day ORDER BY d", "SELECT 'happy'::hz.mood"};
        String[] changes = {"ALTER TABLE hz.item ADD extra int DEFAULT 7", "ALTER TABLE hz.item DROP extra",
            "ALTER TABLE hz.item RENAME n TO n2", "ALTER TABLE hz.item RENAME n2 TO n",
            "ALTER TYPE hz.mood RENAME VALUE 'happy' TO 'glad'", "ALTER TYPE hz.mood RENAME VALUE 'glad' TO 'happy'",
            "CREATE OR REPLACE VIEW hz.shown AS SELECT id, n + 1 AS n, m FROM hz.item WHERE id < 5",
            "DROP VIEW hz.shown", "ALTER TABLE hz.item ALTER n TYPE bigint USING n + 1",
            "CREATE VIEW hz.shown AS SELECT id, 'sad'::hz.mood AS m FROM hz.item WHERE id < 5; GRANT ALL ON hz.shown TO app",
            "CREATE TABLE hz.day_3 PARTITION OF hz.day FOR VALUES FROM (20) TO (30)",
            "ALTER TABLE hz.day DETACH PARTITION hz.day_1",
            "ALTER TABLE hz.day ATTACH PARTITION hz.day_1 FOR VALUES FROM (0) TO (10)", "DROP TABLE hz.day_2",
            "ALTER TABLE hz.day RENAME TO old; CREATE TABLE hz.day AS SELECT 5 AS d, 'x' AS n; GRANT ALL ON hz.day TO app",
            "DROP TABLE hz.day, hz.old CASCADE",
            "ALTER SCHEMA hz2 RENAME TO hz3; ALTER SCHEMA hz RENAME TO hz2; ALTER SCHEMA hz3 RENAME TO hz",
            "ALTER SCHEMA hz RENAME TO hz3; ALTER SCHEMA hz2 RENAME TO hz; ALTER SCHEMA hz3 RENAME TO hz2"};
        try (TestPooler pooler = pooler();
                Pair pair = new Pair(pooler);
                ScriptedClient owner = pooler.clientOf(TestPostgres.SUPERUSER, TestPostgres.DATABASE)) {
            for (String change : changes) {
                // What was prepared before the change is used after it, too.
                for (int i = 0; i < questions.length; i++) {
                    pair.direct.send(Frames.closeStatement("q" + i), Frames.parse("q" + i, questions[i]),
                            Frames.describeStatement("q" + i),
                            Frames.sync());
                    List<Frame> expected = pair.direct.readUntil(BackendType.READY_FOR_QUERY);
                    pair.pooled.send(Frames.closeStatement("q" + i), Frames.parse("q" + i, questions[i]),
                            Frames.describeStatement("q" + i), Frames.sync());
                    assertThat(pair.pooled.readUntil(BackendType.READY_FOR_QUERY)).as(change).isEqualTo(expected);
                    boolean fails = Replies.types(expected).contains("E");
                    for (byte[] request : List.of(Frames.query(questions[i]), unnamed(questions[i]),
                            use(Frames.bind("", "q" + i)))) {
                        if (fails) {
                            pair.ask(request);
                        } else {
                            pair.hit(request);
                        }
                    }
                }
                assertThat(Replies.types(owner.query(change))).as(change).doesNotContain("E");
                for (int time = 0; time < 2; time++) {
                    for (int i = 0; i < questions.length; i++) {
                        pair.ask(questions[i]);
                        pair.ask(unnamed(questions[i]));
                        pair.ask(use(Frames.bind("", "q" + i)));
                    }
                    awaitTold(pooler);
                }
            }
        }
    }

    // ---- the protocol

    @Test
    @DisplayName("Portals, limits, Flush, several Executes, errors, what is prepared and closed: as PostgreSQL answers it, between hits")
    void protocol() throws Exception {
        String sql = "SELECT id, name FROM hz.item WHERE id > $1 ORDER BY id";
        byte[] bind = Frames.bind("", "s", "10");
        byte[][] requests = {
            Frames.concat(bind, Frames.execute("", 3), Frames.sync()),
            Frames.concat(bind, Frames.describePortal(""), Frames.execute("", 3), Frames.execute("", 3), Frames.execute("", 0),
                    Frames.sync()),
            Frames.concat(Frames.bind("p", "s", "10"), Frames.execute("p", 2), Frames.execute("p", 0), Frames.sync()),
            Frames.concat(Frames.bind("p", "s", "10"), Frames.execute("p", 0), Frames.closePortal("p"), Frames.sync()),
            Frames.concat(bind, Frames.flush(), Frames.execute("", 0), Frames.flush(), Frames.sync()),
            Frames.concat(bind, Frames.execute("", 0), bind, Frames.execute("", 0), Frames.sync()),
            Frames.concat(bind, Frames.execute("", 0), Frames.bind("", "none"), Frames.execute("", 0), Frames.sync()),
            Frames.concat(Frames.bind("", "none"), Frames.execute("", 0), bind, Frames.execute("", 0), Frames.sync()),
            Frames.concat(Frames.bind("", "s"), Frames.execute("", 0), Frames.sync()),
            Frames.concat(Frames.bind("", "s", "x"), Frames.execute("", 0), Frames.sync()),
            Frames.concat(Frames.bind("", "s", "1", "2"), Frames.execute("", 0), Frames.sync()),
            Frames.concat(bind("s", 0, texts("10"), 1, 1, 1), Frames.execute("", 0), Frames.sync()),
            Frames.concat(bind, Frames.describePortal(""), Frames.describePortal(""), Frames.execute("", 0), Frames.sync()),
            Frames.concat(bind, Frames.execute("", 0), Frames.describePortal(""), Frames.sync()),
            Frames.concat(bind, Frames.sync()), Frames.concat(Frames.describeStatement("s"), Frames.sync()),
            Frames.concat(bind, Frames.describeStatement("s"), Frames.execute("", 0), Frames.sync()),
            Frames.concat(Frames.execute("", 0), Frames.sync()), Frames.sync(),
            Frames.concat(Frames.parse("", sql, 23), Frames.sync()),
            Frames.concat(Frames.bind("", "", "11"), Frames.describePortal(""), Frames.execute("", 0), Frames.sync()),
            Frames.concat(Frames.parse("", sql, 23), Frames.describeStatement(""), Frames.bind("", "", "10"),
                    Frames.execute("", 0),
                    Frames.sync()),
            Frames.concat(Frames.parse("", "SELEC"), Frames.bind("", ""), Frames.execute("", 0), Frames.sync()),
            Frames.concat(Frames.parse("", "SELECT 1 / (id - 15) FROM hz.item ORDER BY id"), Frames.bind("", ""),
                    Frames.execute("", 0),
                    Frames.sync()),
            Frames.query("SELECT 1 / (id - 15) FROM hz.item ORDER BY id"), Frames.query("SELECT id FROM hz.item; SELECT 1/0"),
            Frames.concat(Frames.parse("t", sql, 23), bind("t", 0, texts("10")), Frames.execute("", 0),
                    Frames.closeStatement("t"),
                    Frames.sync()),
            Frames.concat(Frames.closeStatement("never"), Frames.sync())};
        try (TestPooler pooler = pooler(); Pair pair = new Pair(pooler)) {
            for (byte[] request : requests) {
                pair.ask(Frames.parse("s", sql, 23), Frames.describeStatement("s"), Frames.sync());
                for (int i = 0; i < 3; i++) {
                    pair.hit(use(bind));
                    pair.hit(Frames.query("SELECT id, name FROM hz.item WHERE id > 10"));
                    pair.hit(unnamed(sql, new int[] {23}, Frames.bind("", "", "10")));
                    long before = hits(pooler);
                    pair.ask(request);
                    if (i == 2) {
                        assertThat(hits(pooler)).as(text(request)).isEqualTo(before);
                    }
                }
                pair.ask(Frames.closeStatement("s"), Frames.sync());
            }
            // After a life of hits: the statement that no server may know any more is described, closed, and gone.
            pair.ask(Frames.parse("s", sql, 23), Frames.describeStatement("s"), Frames.sync());
            pair.hit(use(bind));
            pair.ask(Frames.describeStatement("s"), Frames.closeStatement("s"), Frames.sync());
            pair.ask(use(bind));
        }
    }

    @Test
    @DisplayName("Everything in one packet: hits, misses, errors, portals and writes, some hundred requests in random order")
    void pipelines() throws Exception {
        // Each has a table of its own, so that the same writes have the same effects.
        directly("SET ROLE app",
                "CREATE TABLE hz.own AS SELECT i AS id, 0 AS n, 'row ' || i AS name FROM generate_series(1, 4) i",
                "CREATE TABLE hz2.own AS TABLE hz.own");
        Random random = new Random(7);
        String sql = "SELECT id, n, name FROM own WHERE id = $1";
        try (TestPooler pooler = pooler();
                ScriptedClient pooled = pooler.client("options", "-c search_path=hz");
                ScriptedClient direct = ScriptedClient.connect("127.0.0.1", postgres.port(), 100_000)) {
            direct.login(TestPostgres.APP, TestPostgres.DATABASE, "options", "-c search_path=hz2");
            byte[] all = Frames.concat(Frames.parse("s", sql, 23), Frames.describeStatement("s"), Frames.sync());
            int readies = 1;
            for (int round = 0; round < 40; round++) {
                direct.send(all);
                pooled.send(all);
                for (int i = 0; i < readies; i++) {
                    assertThat(withoutTables(pooled.readUntil(BackendType.READY_FOR_QUERY)))
                            .as("answer " + i + " of round " + round + " to " + text(all))
                            .isEqualTo(withoutTables(direct.readUntil(BackendType.READY_FOR_QUERY)));
                }
                awaitTold(pooler);
                all = new byte[0];
                readies = 1 + random.nextInt(12);
                for (int i = 0; i < readies; i++) {
                    all = Frames.concat(all, randomRequest(random, sql));
                }
            }
            assertThat(hits(pooler)).isPositive();
        }
    }

    private static byte[] randomRequest(Random random, String sql) {
        String id = String.valueOf(1 + random.nextInt(4));
        return switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> Frames.query("SELECT id, n, name FROM own WHERE id = " + id);
            case 4, 5, 6 -> use(Frames.bind("", "s", id));
            case 7, 8, 9 -> unnamed(sql, new int[] {23}, Frames.bind("", "", id));
            case 10 -> Frames.query("UPDATE own SET n = " + random.nextInt(100) + " WHERE id = " + id);
            case 11, 12 -> bare(sql, new int[] {23}, bind("", 0, texts(id), 1));
            case 13 -> Frames.concat(Frames.bind("p", "s", id), Frames.execute("p", 1), Frames.sync());
            case 14 -> Frames.query("SELECT 1 / (id - id) FROM own WHERE id = " + id);
            default -> Frames.sync();
        };
    }

    /** The names and types of columns, for tables in two schemas have two OIDs. */
    private static List<Frame> withoutTables(List<Frame> answer) {
        return withoutPlaces(answer).stream().map(frame -> frame.type() != BackendType.ROW_DESCRIPTION ? frame
                : new Frame(frame.type(), Frames.utf8(RowDescription.read(frame.buffer()).columns().stream()
                        .map(column -> column.name() + " " + column.typeOid() + " " + column.format()).toList().toString())))
                .toList();
    }

    @Test
    @DisplayName("An answer with a notice in it is not kept: the next client hears the notice as well")
    void notices() throws Exception {
        try (TestPooler pooler = pooler(); Pair pair = new Pair(pooler, "options", "-c standard_conforming_strings=off")) {
            for (int i = 0; i < 4; i++) {
                assertThat(pair.ask("SELECT 'a\\nb', id FROM hz.item WHERE id = 1")).anyMatch(frame -> frame.type() == 'N');
                awaitTold(pooler);
            }
            pair.bypass(Frames.query("SELECT 'a\\nb', id FROM hz.item WHERE id = 1"));
        }
    }

    // ---- writes

    private static Map<String, String> writes() {
        Map<String, String> writes = new LinkedHashMap<>();
        String item = "SELECT id, n, name FROM hz.item ORDER BY id";
        String log = "SELECT n FROM hz.log";
        writes.put("UPDATE hz.item SET n = 1000 WHERE id = 3",
                "SELECT id, n FROM hz.item ORDER BY n DESC NULLS LAST, id LIMIT 2");
        writes.put("DELETE FROM hz.line WHERE item_id = 4",
                "SELECT i.id, l.id FROM hz.item i LEFT JOIN hz.line l ON l.item_id = i.id");
        writes.put("UPDATE hz.big SET n = n + 1", "SELECT id, n, body FROM hz.big");
        writes.put("UPDATE hz.big SET body = body || 'x'", "SELECT length(body) FROM hz.big");
        writes.put("TRUNCATE hz.day_1", "SELECT * FROM hz.day ORDER BY d");
        writes.put("BEGIN; DELETE FROM hz.item WHERE id = 20; INSERT INTO hz.item (id, n) VALUES (20, 1); COMMIT", item);
        writes.put("INSERT INTO hz.line VALUES (99, 5, 5)", "SELECT count(*) FROM hz.line WHERE id = 99");
        writes.put("INSERT INTO hz.item (id) VALUES (999)", "SELECT id FROM hz.item WHERE id = 999");
        writes.put("SELECT setval('hz.counter', 5), hz.bump()", log);
        writes.put("/* a /* nested */ comment */ -- and more\r UPDATE hz.log SET n = n + 1", log);
        writes.put("SELECT 1 --\r; UPDATE hz.log SET n = n + 1", log);
        writes.put("SELECT $a$ ' $a$; UPDATE hz.log SET n = n + 1; SELECT $a$ ' $a$", log);
        writes.put("SELECT E'\\'', E'a\\\\'; UPDATE hz.log SET n = n + 1; --'", log);
        writes.put("SELECT 1 AS a$b$c; UPDATE hz.log SET n = n + 1; SELECT 1 AS a$b$c", log);
        writes.put("SELECT U&'\\0027', 1; UPDATE hz.log SET n = n + 1; SELECT ''", log);
        writes.put("(SELECT hz.bump())", log);
        writes.put("VALUES (hz.bump())", log);
        writes.put("\f\t\r UPDATE hz.log SET n = n + 1", log);
        writes.put("UPDATE hz.log SET n = n + length('" + "x".repeat(20_000) + "')", log);
        writes.put("UPDATE hz.log SET n = n + length('" + "x".repeat(300_000) + "')", log);
        // A constraint of a domain runs in the domain's input, and in that of what is made of it.
        writes.put("SELECT 1 WHERE domain_in('5', (SELECT 'hz.checked'::regtype::oid), -1) IS NOT NULL", log);
        writes.put("SELECT array_in('{5}', (SELECT 'hz.checked'::regtype::oid), -1) IS NULL", log);
        writes.put("SELECT record_in('(5)', (SELECT 'hz.checked_pair'::regtype::oid), -1) IS NULL", log);
        writes.put("SELECT '{5}'::hz.checked[] IS NULL", log);
        writes.put("SELECT jsonb_populate_record(NULL::hz.checked_pair, '{\"a\": 5}') IS NULL", log);
        writes.put("SELECT a IS NULL FROM jsonb_to_record('{\"a\": 5}') AS x(a hz.checked)", log);
        // Functions that PostgreSQL runs though no tree shows them.
        writes.put("INSERT INTO hz.by_key VALUES (1)", log);
        writes.put("INSERT INTO hz.by_when VALUES (1)", log);
        writes.put("INSERT INTO hz.by_default DEFAULT VALUES", log);
        writes.put("INSERT INTO hz.by_check VALUES (1)", log);
        writes.put("INSERT INTO hz.by_index VALUES (1)", log);
        writes.put("INSERT INTO hz.generated VALUES (1)", log);
        writes.put("INSERT INTO hz.by_range SELECT hz.span(i, i + 1) FROM generate_series(1, 600) i", log);
        writes.put("INSERT INTO hz.cast_child VALUES ('1')", log);
        writes.put("UPDATE hz.cast_parent SET id = id + 100 WHERE id <> 1", log);
        writes.put("UPDATE hz.parted_1 SET id = id + 1", "SELECT * FROM hz.child");
        return writes;
    }

    @Test
    @DisplayName("Writes that hide in the lexer, in long texts, in constraints, partition keys, triggers' conditions: the next read sees each")
    void hiddenWrites() throws Exception {
        directly("SET ROLE app", "SET search_path TO hz", "CREATE FUNCTION checks(int) RETURNS boolean LANGUAGE plpgsql AS"
                + " 'BEGIN UPDATE hz.log SET n = n + 1; RETURN true; END'",
                "CREATE DOMAIN checked AS int CHECK (hz.checks(VALUE))", "CREATE TYPE checked_pair AS (a checked)",
                "CREATE TABLE by_key (id int) PARTITION BY RANGE (lies(id))",
                "CREATE TABLE by_key_1 PARTITION OF by_key FOR VALUES FROM (0) TO (100)",
                "CREATE TABLE by_when (id int)", "CREATE TRIGGER quiet BEFORE UPDATE ON by_when FOR EACH ROW"
                        + " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
                "CREATE TABLE by_default (id int DEFAULT bump())", "CREATE TABLE by_check (id int CHECK (lies(id) = 1))",
                "CREATE TABLE by_index (id int)", "CREATE INDEX ON by_index (lies(id))",
                "CREATE TABLE generated (id int, twice int GENERATED ALWAYS AS (lies(id)) STORED)",
                "CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (100)", "INSERT INTO parted VALUES (1)",
                "CREATE FUNCTION apart(float8, float8) RETURNS float8 IMMUTABLE LANGUAGE plpgsql AS"
                        + " 'BEGIN PERFORM hz.bump(); RETURN $1 - $2; END'",
                "CREATE TYPE span AS RANGE (subtype = float8, subtype_diff = apart)", "CREATE TABLE by_range (s span)",
                "CREATE INDEX ON by_range USING gist (s)",
                "CREATE TYPE kind AS ENUM ('1', '2')", "CREATE FUNCTION kind_int(kind) RETURNS int IMMUTABLE LANGUAGE plpgsql AS"
                        + " 'BEGIN PERFORM hz.bump(); RETURN $1::text::int; END'",
                "CREATE CAST (kind AS int) WITH FUNCTION kind_int(kind) AS IMPLICIT",
                "CREATE TABLE cast_parent (id int PRIMARY KEY)",
                "INSERT INTO cast_parent VALUES (1), (2)", "CREATE TABLE cast_child (id kind REFERENCES cast_parent)",
                "CREATE TABLE child (id int REFERENCES parted ON UPDATE CASCADE)", "INSERT INTO child VALUES (1)",
                "CREATE OR REPLACE FUNCTION whether(int) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS"
                        + " 'BEGIN PERFORM hz.bump(); RETURN true; END'",
                "DROP TRIGGER quiet ON by_when", "INSERT INTO by_when VALUES (0)",
                "CREATE TRIGGER quiet BEFORE UPDATE ON by_when FOR EACH ROW WHEN (hz.whether(NEW.id))"
                        + " EXECUTE FUNCTION suppress_redundant_updates_trigger()");
        List<String> wrong = new ArrayList<>();
        try (TestPooler pooler = pooler(); Pair pair = new Pair(pooler); ScriptedClient writer = pooler.client()) {
            for (Map.Entry<String, String> each : writes().entrySet()) {
                String write = each.getKey().replace("INSERT INTO hz.by_when VALUES (1)", "UPDATE hz.by_when SET id = 5");
                // The second time the pooler knows what the statement does.
                for (int time = 0; time < 2; time++) {
                    // A wrong answer before is noted already.
                    pooler.pooler().resultCache().flush();
                    List<Frame> before = pair.hit(each.getValue());
                    String types = Replies.types(writer.query(write));
                    List<Frame> truth = pair.direct.query(each.getValue());
                    List<Frame> after = pair.pooled.query(each.getValue());
                    if (time == 0 && (types.contains("E") || truth.equals(before))) {
                        wrong.add("the test does nothing: " + types + " " + text(write.getBytes(StandardCharsets.UTF_8)));
                    }
                    if (!after.equals(truth)) {
                        wrong.add(time + " " + text(write.getBytes(StandardCharsets.UTF_8)) + ": " + before + " / " + after
                                + " / " + truth);
                    }
                    awaitTold(pooler);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    @DisplayName("Writes by other means: a FunctionCall, portals, long values, another encoding, backslashes under the role's own settings")
    void writesByOtherMeans() throws Exception {
        String log = "SELECT n FROM hz.log";
        int bump = Integer.parseInt(postgres.askOne("SELECT 'hz.bump'::regproc::oid"));
        directly("ALTER ROLE other SET standard_conforming_strings TO off", "ALTER ROLE other SET escape_string_warning TO off",
                "GRANT ALL ON ALL TABLES IN SCHEMA hz TO other");
        try (TestPooler pooler = pooler();
                Pair pair = new Pair(pooler);
                ScriptedClient writer = pooler.client();
                ScriptedClient sjis = pooler.client("client_encoding", "SJIS");
                ScriptedClient escaping = pooler.clientOf("other", TestPostgres.DATABASE)) {
            String update = "UPDATE hz.log SET n = n + length($1)";
            byte[] half = "SELECT E'\u0095\\'; UPDATE hz.log SET n = n + 1; --'".getBytes(StandardCharsets.ISO_8859_1);
            Map<String, byte[][]> ways = new LinkedHashMap<>();
            ways.put("function",
                    new byte[][] {Frames.frame(FrontendType.FUNCTION_CALL, Frames.int4(bump), Frames.int2(0), Frames.int2(0),
                            Frames.int2(0))});
            ways.put("portal", new byte[][] {Frames.parse("", "UPDATE hz.log SET n = n + 1 RETURNING n"), Frames.bind("p", ""),
                Frames.execute("p", 1), Frames.sync()});
            ways.put("long value",
                    new byte[][] {Frames.parse("", update, 25), Frames.bind("", "", "y".repeat(200_000)), Frames.execute("", 0),
                        Frames.sync()});
            ways.put("long text", new byte[][] {Frames.parse("", update + " /* " + "z".repeat(100_000) + " */", 25),
                Frames.bind("", "", "y"), Frames.execute("", 0), Frames.sync()});
            ways.put("named", new byte[][] {Frames.parse("w", update, 25), Frames.bind("", "w", "y"), Frames.execute("", 0),
                Frames.bind("", "w", "y".repeat(100_000)), Frames.execute("", 0), Frames.closeStatement("w"), Frames.sync()});
            ways.put("function by select", new byte[][] {Frames.parse("", "SELECT hz.bump() FROM generate_series(1, 3)"),
                Frames.bind("", ""), Frames.execute("", 1), Frames.execute("", 1), Frames.sync()});
            ways.put("sjis", new byte[][] {Frames.frame(FrontendType.QUERY, half, new byte[1])});
            ways.put("escaping", new byte[][] {Frames.query("SELECT 'a\\'; UPDATE hz.log SET n = n + 1; --'"),
                Frames.query("SELECT 'a\\', ' ; UPDATE hz.log SET n = n + 1; --'")});
            for (Map.Entry<String, byte[][]> way : ways.entrySet()) {
                ScriptedClient by = way.getKey().equals("sjis") ? sjis : way.getKey().equals("escaping") ? escaping : writer;
                for (int time = 0; time < 3; time++) {
                    if (by == escaping) {
                        // Statements of the same form that write nothing are known.
                        by.query("SELECT 'a', 'b'");
                        by.query("SELECT 'a'");
                        awaitTold(pooler);
                    } else if (by == sjis) {
                        by.query("SELECT E'a'");
                        awaitTold(pooler);
                    }
                    List<Frame> before = pair.hit(log);
                    by.send(way.getValue());
                    for (int i = 0; i < (by == escaping ? 2 : 1); i++) {
                        by.readUntil(BackendType.READY_FOR_QUERY);
                    }
                    assertThat(pair.ask(log)).as(way.getKey()).isNotEqualTo(before);
                }
            }
        } finally {
            directly("ALTER ROLE other RESET ALL");
        }
    }

    @Test
    @DisplayName("PREPARE TRANSACTION, and COMMIT PREPARED by another client: what was read between is old, what is read afterwards is not")
    void twoPhases() throws Exception {
        String sql = "SELECT n FROM hz.item WHERE id = 4";
        try (TestPooler pooler = pooler();
                Pair pair = new Pair(pooler);
                ScriptedClient one = pooler.client();
                ScriptedClient two = pooler.client()) {
            for (String end : new String[] {"COMMIT PREPARED 'hz'", "ROLLBACK PREPARED 'hz'", "/* so */ commit prepared 'hz'"}) {
                pair.hit(sql);
                one.query("BEGIN");
                one.query("UPDATE hz.item SET n = n + 1 WHERE id = 4");
                pair.ask(sql);
                one.query("PREPARE TRANSACTION 'hz'");
                pair.hit(sql);
                assertThat(Replies.tags(two.query(end))).hasSize(1);
                pair.ask(sql);
                pair.hit(sql);
            }
        }
    }

    @Test
    @DisplayName("A transaction reads its own writes, nobody else does before the end, and nothing that it has read is kept")
    void transactions() throws Exception {
        String sql = "SELECT id, n FROM hz.item WHERE id = 4";
        String other = "SELECT id, n FROM hz.item WHERE id = 5";
        try (TestPooler pooler = pooler(); Pair pair = new Pair(pooler); ScriptedClient writer = pooler.client()) {
            for (String isolation : new String[] {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"}) {
                for (String end : new String[] {"ROLLBACK", "COMMIT", "COMMIT AND CHAIN"}) {
                    List<Frame> before = pair.hit(sql);
                    pair.hit(other);
                    long hits = hits(pooler);
                    writer.query("BEGIN ISOLATION LEVEL " + isolation);
                    writer.query("UPDATE hz.item SET n = n + 1 WHERE id = 4");
                    assertThat(writer.query(sql)).as("its own write").isNotEqualTo(before);
                    writer.query(other);
                    writer.send(unnamed(sql));
                    writer.readUntil(BackendType.READY_FOR_QUERY);
                    writer.query("SAVEPOINT a");
                    writer.query("UPDATE hz.item SET n = n + 1 WHERE id = 5");
                    writer.query(other);
                    writer.query("ROLLBACK TO a");
                    assertThat(writer.query(other)).as("after ROLLBACK TO").hasSize(4);
                    assertThat(hits(pooler)).as("hits in a transaction").isEqualTo(hits);
                    pair.ask(sql);
                    pair.ask(other);
                    writer.query(end);
                    pair.ask(sql);
                    pair.ask(other);
                    writer.query("COMMIT");
                    pair.hit(sql);
                }
            }
            // The rows of a snapshot that was taken before a write are not kept after it.
            writer.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
            writer.query(sql);
            try (ScriptedClient third = pooler.client()) {
                third.query("UPDATE hz.item SET n = n + 1 WHERE id = 4");
            }
            writer.query(sql);
            pair.hit(sql);
            writer.query(sql);
            writer.query("COMMIT");
            pair.hit(sql);
        }
    }

    @Test
    @DisplayName("Two tables that are written together are read together: no answer has one half of a transaction")
    void wholeTransactions() throws Exception {
        String sql = "SELECT (SELECT n FROM hz.log), (SELECT n FROM hz.big)";
        AtomicBoolean over = new AtomicBoolean();
        try (TestPooler pooler = pooler();
                Pair pair = new Pair(pooler);
                ScriptedClient writer = pooler.client();
                ScriptedClient reader = pooler.client()) {
            pair.hit(sql);
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 1; i <= 60; i++) {
                        writer.query(
                                i % 2 == 0 ? "BEGIN; UPDATE hz.log SET n = " + i + "; UPDATE hz.big SET n = " + i + "; COMMIT"
                                        : "WITH a AS (UPDATE hz.log SET n = " + i + ") UPDATE hz.big SET n = " + i);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } finally {
                    over.set(true);
                }
            });
            int last = 0;
            while (!over.get()) {
                Frame row = reader.query(sql).get(1);
                var body = row.buffer().skipBytes(2);
                String one = body.readCharSequence(body.readInt(), StandardCharsets.UTF_8).toString();
                String two = body.readCharSequence(body.readInt(), StandardCharsets.UTF_8).toString();
                assertThat(one).isEqualTo(two);
                assertThat(Integer.parseInt(one)).as("back in time").isGreaterThanOrEqualTo(last);
                last = Integer.parseInt(one);
            }
            writing.get(60, TimeUnit.SECONDS);
            pair.hit(sql);
        }
    }

    // ---- names that mean another table

    @Test
    @DisplayName("Temporary tables, schemas and inheritance: the same name is another table for another client, and each sees its writes")
    void names() throws Exception {
        directly("SET ROLE app", "CREATE TABLE hz.part () INHERITS (hz.log)", "INSERT INTO hz.part VALUES (5)",
                "CREATE TABLE hz2.log (n int)", "INSERT INTO hz2.log VALUES (77)");
        String sql = "SELECT * FROM log ORDER BY n";
        try (TestPooler pooler = pooler("default_pool_size", "1");
                Pair one = new Pair(pooler, "options", "-c search_path=hz");
                Pair two = new Pair(pooler, "options", "-c search_path=hz2");
                Pair both = new Pair(pooler, "options", "-c search_path=hz2,hz");
                ScriptedClient writer = pooler.client("options", "-c search_path=hz2")) {
            for (int i = 0; i < 2; i++) {
                for (String write : new String[] {"UPDATE log SET n = n + 1", "UPDATE hz.part SET n = n + 1",
                    "UPDATE hz.log SET n = n + 1",
                    "SET search_path TO hz; UPDATE log SET n = n + 1; SET search_path TO hz2",
                    "ALTER TABLE hz2.log SET SCHEMA hz3_absent",
                    "BEGIN; CREATE TEMP TABLE log (n int); INSERT INTO log VALUES (1); COMMIT",
                    "DO 'BEGIN CREATE TEMP TABLE IF NOT EXISTS log (n int); INSERT INTO pg_temp.log VALUES (2); END'"}) {
                    for (Pair pair : List.of(one, two, both)) {
                        pair.hit(sql);
                        pair.hit(unnamed(sql));
                    }
                    writer.query(write);
                    for (Pair pair : List.of(two, both, one)) {
                        pair.ask(sql);
                        pair.ask(unnamed(sql));
                    }
                }
            }
            if (!one.pooled.parameters().containsKey("search_path")) {
                return; // A SET search_path lasts for a transaction only, for PostgreSQL does not report it before version 18.
            }
            // A statement that is prepared already means another table under another search_path.
            one.ask(Frames.parse("s", sql), Frames.describeStatement("s"), Frames.sync());
            one.hit(use(Frames.bind("", "s")));
            one.ask("SET search_path TO hz2");
            one.hit(use(Frames.bind("", "s")));
            writer.query("UPDATE hz2.log SET n = n + 1");
            one.ask(use(Frames.bind("", "s")));
            one.ask("SET search_path TO hz");
            one.hit(use(Frames.bind("", "s")));
        }
    }

    @Test
    @DisplayName("However a question is spelled, each spelling sees a new row")
    void spellings() throws Exception {
        String[] spellings = {"SELECT id FROM hz.item WHERE id = 500", "SELECT item.id FROM hz.item WHERE item.id = 500",
            "SELECT hz.item.id FROM hz.item WHERE hz.item.id = 500", "select  i.id from hz.item as i where i.id=500;",
            "SELECT \"id\" FROM \"hz\".\"item\" WHERE \"id\" = 500 -- so",
            "SELECT id FROM hz.shown WHERE id = 500 UNION TABLE hz.none"};
        directly("SET ROLE app", "CREATE VIEW hz.none AS SELECT id FROM hz.item WHERE id = 500");
        try (TestPooler pooler = pooler(); Pair pair = new Pair(pooler); ScriptedClient writer = pooler.client()) {
            for (String write : new String[] {"INSERT INTO hz.item (id) VALUES (500)", "DELETE FROM hz.item WHERE id = 500"}) {
                for (String spelling : spellings) {
                    pair.hit(spelling);
                }
                writer.query(write);
                for (String spelling : spellings) {
                    pair.ask(spelling);
                    pair.hit(spelling);
                }
            }
        }
    }

    @Test
    @DisplayName("A hit waits for no lock, as a statement before the lock would not have")
    void locks() throws Exception {
        String sql = "SELECT id, n FROM hz.item WHERE id = 4";
        try (TestPooler pooler = pooler();
                Pair pair = new Pair(pooler);
                Connection locking = postgres.superuser();
                Statement lock = locking.createStatement()) {
            List<Frame> answer = pair.hit(sql);
            locking.setAutoCommit(false);
            lock.execute("LOCK TABLE hz.item IN ACCESS EXCLUSIVE MODE");
            assertThat(pair.pooled.query(sql)).isEqualTo(answer);
            locking.rollback();
        }
    }

    // ---- session pooling

    @Test
    @DisplayName("A client in session pooling gets everything from its own server, with the state of its session, and its writes end others' answers")
    void sessionPooling() throws Exception {
        String sql = "SELECT n FROM log";
        try (TestPooler sessions = pooler("pool_mode", "session");
                Pair pair = new Pair(sessions, "options", "-c search_path=hz")) {
            for (String statement : new String[] {sql, sql, "CREATE TEMP TABLE log AS SELECT 42 AS n", sql, sql, "DROP TABLE log",
                sql,
                "SET search_path TO hz2", "SELECT count(*) FROM item", "SELECT count(*) FROM item", "SET search_path TO hz",
                "SET bytea_output TO escape",
                "SELECT b FROM item WHERE id = 1", "SELECT b FROM item WHERE id = 1", "SET TimeZone TO 'Asia/Tokyo'",
                "SELECT seen FROM item WHERE id = 1", "SELECT seen FROM item WHERE id = 1", "SET ROLE member", sql, "RESET ROLE",
                sql,
                "SELECT pg_advisory_lock(4711)", "SELECT pg_advisory_unlock(4711)", "SELECT pg_advisory_unlock(4711)",
                "LISTEN hz", "NOTIFY other_hz",
                "UPDATE log SET n = n + 1", sql, "PREPARE p AS SELECT n FROM log", "EXECUTE p", "EXECUTE p", "BEGIN",
                "DECLARE c CURSOR WITH HOLD FOR SELECT n FROM log", "COMMIT", "FETCH c", "FETCH c", "CLOSE c", "DISCARD ALL",
                "SELECT n FROM hz.log"}) {
                if (statement.startsWith("UPDATE")) {
                    pair.pooled.query(statement);
                } else if (statement.contains("advisory_lock")) {
                    // Both cannot have it at a time.
                    assertThat(Replies.types(pair.pooled.query(statement))).isEqualTo("T D C Z");
                    assertThat(Replies.types(pair.pooled.query("SELECT pg_advisory_unlock(4711)"))).isEqualTo("T D C Z");
                } else {
                    // A temporary table has another OID in another session.
                    List<Frame> expected = pair.direct.query(statement);
                    List<Frame> pooled = pair.pooled.query(statement);
                    assertThat(Replies.types(pooled)).as(statement).isEqualTo(Replies.types(expected));
                    assertThat(Replies.values(pooled)).as(statement).isEqualTo(Replies.values(expected));
                }
            }
            for (int i = 0; i < 5; i++) {
                pair.ask(unnamed("SELECT n FROM hz.log"));
                pair.ask("SELECT n FROM hz.log");
            }
            awaitTold(sessions);
            assertThat(hits(sessions)).isZero();
            assertThat(sessions.pooler().resultCache().counters()).allMatch(of -> of.entries() == 0);
        }
    }
}
