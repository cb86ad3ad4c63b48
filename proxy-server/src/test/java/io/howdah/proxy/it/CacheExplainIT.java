package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** CACHE EXPLAIN: PostgreSQL's own query tree says whether the answer to a statement may be cached, and why not. */
@OnEachPostgres
class CacheExplainIT {

    private final TestPostgres postgres;

    CacheExplainIT(PostgresVersion version) {
        postgres = version.server();
    }

    @BeforeEach
    void makeRelations() throws SQLException {
        execute("DROP SCHEMA IF EXISTS cx CASCADE", "DROP FOREIGN DATA WRAPPER IF EXISTS cx_none CASCADE", "CREATE SCHEMA cx",
                "GRANT USAGE ON SCHEMA cx TO PUBLIC",
                "CREATE TABLE cx.item (id int PRIMARY KEY, name text, price numeric, made date, seen timestamptz, tags text[],"
                        + " doc jsonb, code char(3), at interval, span int4range)",
                "CREATE TABLE cx.line (id int, item_id int REFERENCES cx.item ON DELETE CASCADE, n int) PARTITION BY RANGE (id)",
                "CREATE TABLE cx.line_1 PARTITION OF cx.line FOR VALUES FROM (0) TO (1000)",
                "CREATE VIEW cx.sold AS SELECT i.id, i.name, sum(l.n) AS n FROM cx.item i JOIN cx.line l ON l.item_id = i.id"
                        + " GROUP BY i.id",
                "CREATE VIEW cx.clocked AS SELECT id, now() AS asked FROM cx.item",
                "CREATE VIEW cx.views AS SELECT * FROM cx.sold WHERE n > 3",
                "CREATE MATERIALIZED VIEW cx.kept AS SELECT id FROM cx.item",
                "CREATE UNLOGGED TABLE cx.fast (id int)",
                "CREATE SEQUENCE cx.counter",
                "CREATE TABLE cx.secret (id int)", "ALTER TABLE cx.secret ENABLE ROW LEVEL SECURITY",
                "CREATE FUNCTION cx.f(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT count(*)::int FROM cx.item'",
                "CREATE TYPE cx.mood AS ENUM ('sad', 'happy')", "CREATE DOMAIN cx.small AS int CHECK (VALUE < 100)",
                "CREATE TYPE cx.pair AS (a int, b cx.mood)",
                "CREATE TYPE cx.stamp AS (d date, n int)", "CREATE TYPE cx.span AS RANGE (subtype = int)",
                "CREATE TYPE cx.own",
                "CREATE FUNCTION cx.own_in(cstring) RETURNS cx.own IMMUTABLE STRICT LANGUAGE internal AS 'int4in'",
                "CREATE FUNCTION cx.own_out(cx.own) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'int4out'",
                "CREATE TYPE cx.own (INPUT = cx.own_in, OUTPUT = cx.own_out, LIKE = int)",
                "CREATE TABLE cx.typed (m cx.mood, s cx.small, p cx.pair, r regclass, f cx.small[], o cx.own, e cx.mood[])",
                "CREATE TYPE cx.zoned AS (t timetz, n int)", "CREATE TABLE cx.said (at text, m text)",
                "CREATE FOREIGN DATA WRAPPER cx_none", "CREATE SERVER cx_far FOREIGN DATA WRAPPER cx_none",
                "CREATE FOREIGN TABLE cx.far (id int) SERVER cx_far",
                "CREATE TABLE cx.spread (id int) PARTITION BY RANGE (id)",
                "CREATE FOREIGN TABLE cx.spread_1 PARTITION OF cx.spread FOR VALUES FROM (0) TO (9) SERVER cx_far",
                "CREATE OPERATOR cx.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)",
                "GRANT ALL ON ALL TABLES IN SCHEMA cx TO PUBLIC", "GRANT ALL ON SEQUENCE cx.counter TO PUBLIC");
    }

    @AfterEach
    void dropRelations() throws SQLException {
        execute("DROP SCHEMA cx CASCADE", "DROP FOREIGN DATA WRAPPER cx_none CASCADE");
    }

    private void execute(String... statements) throws SQLException {
        try (Connection superuser = postgres.superuser(); Statement statement = superuser.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static final String[] ELIGIBLE = {
        "SELECT 1",
        "VALUES (1, 'a'), (2, 'b')",
        "TABLE cx.item",
        "SELECT * FROM cx.item WHERE id = $1",
        "SELECT name, price * 2, upper(name) FROM cx.item WHERE name LIKE 'a%' AND id IN (1, 2, 3)"
                + " ORDER BY 2 DESC NULLS LAST LIMIT 3",
        "SELECT count(*), sum(price), avg(price), array_agg(DISTINCT name), string_agg(name, ',' ORDER BY id) FROM cx.item",
        "SELECT i.name, l.n FROM cx.item i LEFT JOIN cx.line l ON l.item_id = i.id WHERE l.n IS DISTINCT FROM $1::int",
        "SELECT * FROM cx.sold", "SELECT * FROM cx.views",
        "WITH RECURSIVE x(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM x WHERE i < 5) SELECT i FROM x",
        "SELECT row_number() OVER (PARTITION BY name ORDER BY id), lag(id) OVER w FROM cx.item WINDOW w AS (ORDER BY made)",
        "SELECT CASE WHEN id > 1 THEN 'x' ELSE coalesce(name, '-') END, greatest(id, 2), nullif(name, '') FROM cx.item",
        "SELECT id FROM cx.item UNION SELECT item_id FROM cx.line EXCEPT SELECT 5",
        "SELECT tags[1], array[id, 2], name = ANY (tags), unnest(tags) FROM cx.item",
        "SELECT doc ->> 'a', doc @> '{\"a\": 1}', jsonb_build_object('id', id, 'name', name), to_jsonb(price) FROM cx.item",
        "SELECT to_char(made, 'YYYY-MM'), date_trunc('day', seen), extract(year FROM made), seen + at, age(seen, seen)"
                + " FROM cx.item",
        "SELECT made BETWEEN '2020-01-01' AND '2021-01-01', seen > '2020-01-01', date '2020-01-01' + 3 FROM cx.item",
        "SELECT 'nowhere to be found' FROM cx.item",
        "SELECT id::text, price::int, name::varchar(3), seen::text, seen::date, row(id, name) FROM cx.item",
        "SELECT EXISTS (SELECT 1 FROM cx.line WHERE item_id = i.id), (SELECT max(n) FROM cx.line) FROM cx.item i",
        "SELECT i FROM generate_series(1, 3) g(i), LATERAL (SELECT g.i + 1) s",
        "SELECT n, grouping(n), count(*) FROM cx.line GROUP BY GROUPING SETS ((n), ())",
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY price) FROM cx.item",
        "SELECT m, s, p, f, e FROM cx.typed WHERE m = 'happy' AND s < 3 AND e = '{sad}'", "SELECT NULL::timetz",
        "SELECT made > '2020-01-01'\nFROM cx.item\nWHERE name = 'a'\nAND code = 'b'",
        "SELECT tableoid, name COLLATE \"C\" FROM cx.item WHERE (id, name) < (2, 'a')",
        "SELECT m::cx.mood, m::cx.pair FROM cx.said",
        "SELECT to_tsvector(name) @@ plainto_tsquery('a') FROM cx.item",
        "SELECT span @> 3, lower(span), code || '-' FROM cx.item",
        "SELECT \":relid\".id AS \"}\", ':hasRowSecurity true' AS \"{QUERY \\(\" FROM cx.item \":relid\"",
    };

    private static final String[][] REFUSED = {
        {"hint", "a comment in the statement", "SELECT 1 /* cache:off */"},
        {"hint", "ttl=\"soon\" is no time", "SELECT 1 /* cache:ttl=soon */"},
        {"volatile_function", "random()", "SELECT random()"},
        {"volatile_function", "nextval", "SELECT nextval('cx.counter')"},
        {"volatile_function", "gen_random_uuid", "SELECT id FROM cx.item WHERE name = gen_random_uuid()::text"},
        {"stable_function", "now()", "SELECT now()"},
        {"stable_function", "now()", "SELECT * FROM cx.clocked"},
        {"stable_function", "age(timestamp", "SELECT age(seen) FROM cx.item"},
        {"stable_function", "current_setting", "SELECT current_setting('work_mem')"},
        {"stable_function", "timetz(time", "SELECT '12:00'::time::timetz"},
        {"stable_function", "enum_range", "SELECT enum_range(NULL::cx.mood)"},
        {"stable_function", "current_schema", "SELECT current_schema()"},
        {"volatile_function", "pg_is_in_recovery", "SELECT pg_is_in_recovery()"},
        {"user_function", "cx.f(integer)", "SELECT cx.f(1)"},
        {"user_function", "cx.f(integer)", "SELECT id FROM cx.item ORDER BY cx.f(id)"},
        {"sql_value", "", "SELECT CURRENT_DATE"},
        {"sql_value", "", "SELECT id FROM cx.item WHERE name = CURRENT_USER"},
        {"clock_word", "", "SELECT id FROM cx.item WHERE made = 'today'"},
        {"clock_word", "", "SELECT 'NOW'::timestamptz"},
        {"clock_word", "", "SELECT '[yesterday,]'::daterange"},
        {"clock_word", "", "SELECT '{tomorrow}'::date[]"},
        {"clock_word", "", "SELECT E'\\x6eow'::timestamp"},
        {"clock_word", "", "SELECT U&'\\006eow'::timestamp"},
        {"clock_word", "", "SELECT 'to'\n'day'::date"},
        {"clock_word", "", "SELECT 'to' -- and then '\n -- more\r\n\t'day'::date"},
        {"clock_word", "", "SELECT '(today,1)'::cx.stamp"},
        {"clock_word", "", "SELECT '{\"(today,1)\"}'::cx.stamp[]"},
        {"clock_word", "", "SELECT '12:00'::timetz"},
        {"clock_word", "", "SELECT '{04:05}'::timetz[]"},
        {"user_type", "cx.own", "SELECT greatest(o, '3') FROM cx.typed"},
        {"user_type", "cx.own", "SELECT array[o] = '{3}' FROM cx.typed"},
        {"user_type", "cx.span", "SELECT '[1,2)'::cx.span"},
        {"text_to_time", "", "SELECT name::date FROM cx.item"},
        {"text_to_time", "", "SELECT $1::text::timestamptz"},
        {"text_to_time", "", "SELECT at::cx.stamp FROM cx.said"},
        {"text_to_time", "", "SELECT at::cx.stamp[] FROM cx.said"},
        {"text_to_time", "", "SELECT (at::cx.stamp).n FROM cx.said"},
        {"clock_word", "", "SELECT '(12:00,1)'::cx.zoned"},
        {"clock_word", "", "SELECT ($1::cx.zoned).n"},
        {"foreign_table", "cx.far", "SELECT * FROM cx.far"},
        {"foreign_table", "cx.spread_1", "SELECT * FROM cx.spread"},
        {"row_security", "", "SELECT * FROM cx.secret"},
        {"locks_rows", "", "SELECT * FROM cx.item FOR UPDATE"},
        {"locks_rows", "", "SELECT * FROM (SELECT * FROM cx.item FOR SHARE) i"},
        {"writes", "", "WITH gone AS (DELETE FROM cx.line RETURNING *) SELECT * FROM gone"},
        {"not_a_select", "", "INSERT INTO cx.fast VALUES (1)"},
        {"not_a_select", "", "DELETE FROM cx.fast RETURNING *"},
        {"not_a_select", "", "SELECT * INTO TEMP t FROM cx.item"},
        {"not_a_select", "", "EXPLAIN SELECT 1"},
        {"not_a_select", "", "SHOW work_mem"},
        {"not_a_select", "", "CREATE TABLE cx.never (id int)"},
        {"not_a_select", "", "COPY cx.item TO STDOUT"},
        {"not_a_select", "", "LISTEN a"},
        {"system_column", "", "SELECT ctid FROM cx.item"},
        {"system_column", "", "SELECT id FROM cx.item WHERE xmin::text = '1'"},
        {"catalog", "", "SELECT relname FROM pg_class"},
        {"catalog", "", "SELECT table_name FROM information_schema.tables"},
        {"not_permanent", "cx.fast", "SELECT * FROM cx.fast"},
        {"materialized_view", "cx.kept", "SELECT * FROM cx.kept"},
        {"other_relation", "cx.counter", "SELECT last_value FROM cx.counter"},
        {"tablesample", "", "SELECT * FROM cx.item TABLESAMPLE system (10)"},
        {"user_type", "regclass", "SELECT r FROM cx.typed"},
        {"user_type", "to_jsonb", "SELECT to_jsonb(m) FROM cx.typed"},
        {"unknown_node", "XMLEXPR", "SELECT xmlelement(name a, name) FROM cx.item"},
        {"unknown_node", "COERCETODOMAIN", "SELECT id::cx.small FROM cx.item"},
        {"error", "does not exist", "SELECT * FROM cx.nothing"},
        {"error", "syntax error", "SELEKT 1"},
        {"error", "multiple commands", "SELECT 1; SELECT 2"},
        {"no_tree", "", ""},
        {"no_tree", "", "-- nothing"},
    };

    @Test
    @DisplayName("Each statement has the verdict that PostgreSQL's tree and catalogs give reason for")
    void verdicts() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("admin_users", "boss").user("boss", "").start();
                Connection client = pooler.connect();
                Console console = pooler.console("boss")) {
            client.isValid(5);
            List<String> wrong = new ArrayList<>();
            for (String sql : ELIGIBLE) {
                Map<String, String> row = explain(console, sql);
                if (!row.get("eligible").equals("1")) {
                    wrong.add(sql + ": " + row);
                }
            }
            for (String[] refused : REFUSED) {
                Map<String, String> row = explain(console, refused[2]);

                if (!row.get("eligible").equals("0") || !row.get("reason").equals(refused[0])
                        || !row.get("detail").contains(refused[1])) {
                    wrong.add(refused[2] + ": " + row + " instead of " + refused[0] + " " + refused[1]);
                }
            }
            assertThat(wrong).isEmpty();
            pooler.awaitUnused();
            assertThat(explain(console, "SELECT * FROM cx.views")).containsEntry("tables", "cx.item, cx.line")
                    .containsEntry("database", TestPostgres.DATABASE).containsEntry("user", TestPostgres.APP);
        }
    }

    private static Map<String, String> explain(Console console, String sql) throws Exception {
        return console.rows("CACHE EXPLAIN '" + sql.replace("'", "''") + "'").get(0);
    }

    @Test
    @DisplayName("The probe leaves nothing on the server, and the statement does not run")
    void leavesNothing() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("admin_users", "boss").user("boss", "")
                .set("default_pool_size", 1).start();
                Connection client = pooler.connect();
                Statement statement = client.createStatement();
                Console console = pooler.console("boss")) {
            String before = settings(statement);
            explain(console, "SELECT nextval('cx.counter')");
            explain(console, "SELEKT");
            explain(console, "SELECT * FROM cx.item");
            assertThat(settings(statement)).isEqualTo(before);
            statement.execute("SET search_path = cx");
            assertThat(explain(console, "SELECT * FROM item").get("reason")).isEqualTo("error");
            assertThat(value(statement, "SELECT is_called FROM cx.counter")).isEqualTo("f");
        }
    }

    private static String settings(Statement statement) throws SQLException {
        return value(statement, "SELECT string_agg(name || '=' || setting, ',' ORDER BY name) FROM pg_settings"
                + " WHERE name ~ 'debug_|_messages|search_path|timeout|client_encoding|transaction_read_only'");
    }

    private static String value(Statement statement, String sql) throws SQLException {
        try (var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    @DisplayName("A busy pool makes CACHE EXPLAIN wait, and the wait ends with an error; several pools must be told apart")
    void refusals() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("admin_users", "boss").user("boss", "")
                .set("default_pool_size", 1).set("query_wait_timeout", "1s").start();
                Console console = pooler.console("boss")) {
            assertThat(Replies.error(console.client().query("CACHE EXPLAIN 'SELECT 1'")).message())
                    .isEqualTo("no client has connected to any database");
            try (Connection client = pooler.connect(); Connection other = pooler.connect("other")) {
                client.isValid(5);
                other.isValid(5);
                assertThat(Replies.error(console.client().query("CACHE EXPLAIN 'SELECT 1'")).message())
                        .contains("several pools").contains("howdah other");
                assertThat(console.ask("CACHE EXPLAIN 'SELECT 1' howdah other")).containsExactly("howdah|other|1|||");
                client.setAutoCommit(false);
                client.createStatement().execute("SELECT 1");
                assertThat(Replies.error(console.client().query("CACHE EXPLAIN 'SELECT 1' howdah app")).message())
                        .isEqualTo("cannot ask a server of howdah: no verdict within 1000 ms");
                client.rollback();
                assertThat(console.ask("CACHE EXPLAIN 'SELECT 1' howdah app")).containsExactly("howdah|app|1|||");
            }
        }
    }

    @Test
    @DisplayName("Where transactions are serializable by default, PostgreSQL must know what they read")
    void serializable() throws Exception {
        execute("ALTER ROLE other SET default_transaction_isolation TO serializable");
        try (TestPooler pooler = PoolerFile.before(postgres).set("admin_users", "boss").user("boss", "").start();
                Connection client = pooler.connect("other");
                Console console = pooler.console("boss")) {
            client.isValid(5);
            assertThat(explain(console, "SELECT * FROM cx.item")).containsEntry("eligible", "0").containsEntry("reason",
                    "serializable");
        } finally {
            execute("ALTER ROLE other RESET default_transaction_isolation");
        }
    }
}
