package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests Howdah's own SHOWs with real clients and servers in the states that they show. */
@OnEachPostgres
class OwnShowsIT {

    /** The allowed relative error of a percentile. */
    private static final double SHARE_OFF = 1.0 / 16;

    private final TestPostgres postgres;

    OwnShowsIT(PostgresVersion version) {
        postgres = version.server();
    }

    private PoolerFile file() {
        return PoolerFile.before(postgres).set("admin_users", "boss").set("stats_users", "looker").user("boss", "").user("looker",
                "");
    }

    private static String id(ScriptedClient client) throws Exception {
        return Integer.toString(client.key().processId());
    }

    private static Map<String, String> transaction(Console console, ScriptedClient client) throws Exception {
        return console.row("SHOW TRANSACTIONS", "id", id(client));
    }

    private static long number(Map<String, String> row, String column) {
        return Long.parseLong(row.get(column));
    }

    private static long sum(List<Map<String, String>> rows, String column) {
        return rows.stream().mapToLong(row -> number(row, column)).sum();
    }

    @Test
    @DisplayName("SHOW WAITING: who waits, oldest first, with the id KILL_CLIENT takes")
    void waiting() throws Exception {
        try (TestPooler pooler = file().set("default_pool_size", 1).start();
                Console console = pooler.console("boss");
                ScriptedClient holder = pooler.client();
                ScriptedClient first = pooler.client("application_name", "early");
                ScriptedClient second = pooler.client()) {
            assertThat(console.rows("SHOW WAITING")).isEmpty();
            holder.query("BEGIN");
            first.send(Frames.query("SELECT 1"));
            pooler.awaitWaiting(1);
            Await.until("a wait", () -> number(console.row("SHOW WAITING", "id", id(first)), "wait_us") > 0);
            second.send(Frames.query("SELECT 2"));
            pooler.awaitWaiting(2);
            List<Map<String, String>> rows = console.rows("SHOW WAITING");
            assertThat(rows).extracting(row -> row.get("id")).containsExactly(id(first), id(second));
            assertThat(rows).extracting(row -> row.get("position")).containsExactly("1", "2");
            assertThat(rows.get(0)).containsEntry("database", "howdah").containsEntry("user", "app")
                    .containsEntry("application_name", "early").containsEntry("addr", "127.0.0.1")
                    .containsEntry("port", Integer.toString(first.localPort())).containsEntry("state", "waiting")
                    .containsEntry("ptr", console.row("SHOW CLIENTS", "id", id(first)).get("ptr"));
            assertThat(console.command("KILL_CLIENT " + rows.get(0).get("id"))).isEqualTo("KILL_CLIENT");
            assertThat(first.expectError().sqlState()).isEqualTo("57P01");
            Await.until("the second to move up", () -> console.row("SHOW WAITING", "id", id(second)).get("position").equals("1"));
            holder.query("COMMIT");
            assertThat(Replies.value(second.readUntil((byte) 'Z'))).isEqualTo("2");
            assertThat(console.rows("SHOW WAITING")).isEmpty();
        }
    }

    @Test
    @DisplayName("SHOW WAITING: places are counted in the pool, whoever its clients are, and in each pool for itself")
    void places() throws Exception {
        try (TestPooler pooler = file().set("default_pool_size", 1).database("shared", "dbname: howdah, user: app").start();
                Console console = pooler.console("boss");
                ScriptedClient holder = pooler.unconnected();
                ScriptedClient first = pooler.unconnected();
                ScriptedClient second = pooler.unconnected();
                ScriptedClient elsewhereHolder = pooler.client();
                ScriptedClient elsewhere = pooler.client()) {
            holder.login("app", "shared");
            first.login("app", "shared");
            second.login("other", "shared");
            holder.query("BEGIN");
            elsewhereHolder.query("BEGIN");
            for (ScriptedClient client : List.of(first, elsewhere, second)) {
                int id = client.key().processId();
                client.send(Frames.query("SELECT 1"));
                Await.until("it to wait",
                        () -> console.rows("SHOW WAITING").stream().anyMatch(row -> row.get("id").equals(Integer.toString(id))));
            }
            assertThat(console.rows("SHOW WAITING"))
                    .extracting(row -> row.get("database") + " " + row.get("user") + " " + row.get("position"))
                    .containsExactly("shared app 1", "howdah app 1", "shared other 2");
            holder.query("COMMIT");
            elsewhereHolder.query("COMMIT");
        }
    }

    @Test
    @DisplayName("SHOW TRANSACTIONS: idle in transaction, aborted, active; with its own last command and nobody else's")
    void transactions() throws Exception {
        try (TestPooler pooler = file().set("default_pool_size", 1).start();
                Console console = pooler.console("boss");
                ScriptedClient client = pooler.client("application_name", "shopper");
                ScriptedClient other = pooler.client()) {
            client.query("SELECT 1");
            assertThat(console.rows("SHOW TRANSACTIONS")).isEmpty();
            client.query("BEGIN");
            String backend = Replies.value(client.query("SELECT pg_backend_pid()"));
            client.query("CREATE TEMP TABLE t (a int) ON COMMIT DROP");
            client.query("INSERT INTO t VALUES (1)");
            assertThat(transaction(console, client)).containsEntry("database", "howdah").containsEntry("user", "app")
                    .containsEntry("application_name", "shopper").containsEntry("addr", "127.0.0.1")
                    .containsEntry("port", Integer.toString(client.localPort())).containsEntry("server_pid", backend)
                    .containsEntry("state", "idle in transaction").containsEntry("last_command", "INSERT")
                    .containsEntry("age", "0");
            Await.until("the transaction to be older than the last word", () -> {
                Map<String, String> row = transaction(console, client);
                return number(row, "quiet_us") > 0 && number(row, "age_us") > number(row, "quiet_us");
            });
            client.query("SELECT 1/0");
            assertThat(transaction(console, client)).containsEntry("state", "idle in transaction (aborted)")
                    .containsEntry("last_command", "INSERT");
            client.query("ROLLBACK");
            other.send(Frames.query("SELECT pg_sleep(100)"));
            Await.until("the query", () -> console.rows("SHOW TRANSACTIONS").size() == 1);
            assertThat(transaction(console, other)).containsEntry("state", "active").containsEntry("last_command", "")
                    .containsEntry("server_pid", backend);
            assertThat(console.command("KILL_CLIENT " + id(other))).isEqualTo("KILL_CLIENT");
            pooler.awaitUnused();
            assertThat(console.rows("SHOW TRANSACTIONS")).isEmpty();
        }
    }

    @Test
    @DisplayName("SHOW TRANSACTIONS: a session that keeps its server between transactions is idle, and its idle time is no transaction's")
    void sessionPooling() throws Exception {
        try (TestPooler pooler = file().set("pool_mode", "session").start();
                Console console = pooler.console("boss");
                ScriptedClient client = pooler.client()) {
            client.query("SELECT 1");
            assertThat(transaction(console, client)).containsEntry("state", "idle").containsEntry("age_us", "0")
                    .containsEntry("last_command", "SELECT");
            Await.until("seconds of quiet", () -> number(transaction(console, client), "quiet") >= 3);
            client.query("BEGIN");
            assertThat(transaction(console, client)).containsEntry("state", "idle in transaction")
                    .satisfies(row -> assertThat(number(row, "age")).isLessThan(3));
            client.query("COMMIT");
            assertThat(number(console.row("SHOW STATS", "database", "howdah"), "total_xact_time")).isLessThan(3_000_000);
        }
    }

    @Test
    @DisplayName("SHOW TRANSACTIONS: a replication client is told as such")
    void replication() throws Exception {
        try (TestPooler pooler = file().start();
                Console console = pooler.console("boss");
                ScriptedClient walsender = pooler.unconnected()) {
            walsender.login(TestPostgres.SUPERUSER, TestPostgres.DATABASE, "replication", "database");
            assertThat(console.row("SHOW TRANSACTIONS", "user", "postgres")).containsEntry("state", "replication");
            assertThat(sum(console.rows("SHOW LOOPS"), "servers")).isGreaterThanOrEqualTo(1);
        }
    }

    private static void prepare(ScriptedClient client, String name, String sql) throws Exception {
        client.send(Frames.parse(name, sql), Frames.sync());
        client.readUntil((byte) 'Z');
    }

    @Test
    @DisplayName("SHOW PREPARED: each text of a pool once, who holds it, on one line; for administrators alone")
    void prepared() throws Exception {
        try (TestPooler pooler = file().set("default_pool_size", 1).start();
                Console console = pooler.console("boss");
                Console looker = pooler.console("looker");
                ScriptedClient client = pooler.client();
                ScriptedClient second = pooler.client();
                ScriptedClient stranger = pooler.unconnected()) {
            stranger.login("other", TestPostgres.DATABASE);
            assertThat(console.rows("SHOW PREPARED")).isEmpty();
            prepare(client, "a", "SELECT 'twice'");
            prepare(second, "b", "SELECT 'twice'");
            prepare(stranger, "c", "SELECT 'twice'");
            String longer = "SELECT 'once',\n\t1 -- " + "x".repeat(200);
            prepare(client, "longer", longer);
            List<Map<String, String>> rows = console.rows("SHOW PREPARED");
            assertThat(rows).hasSize(3);
            assertThat(rows.get(0)).containsEntry("query", "SELECT 'twice'").containsEntry("clients", "2")
                    .containsEntry("servers", "1")
                    .containsEntry("database", "howdah").containsEntry("user", "app");
            // The same text in another pool is another entry, because it may mean something else there.
            assertThat(rows.get(1)).containsEntry("query", "SELECT 'twice'").containsEntry("clients", "1").containsEntry("user",
                    "other");
            assertThat(rows.get(2)).containsEntry("query", longer.replace("\n\t", " ").substring(0, 100) + "...")
                    .containsEntry("clients", "1").containsEntry("servers", "1").containsEntry("user", "app")
                    .containsEntry("bytes", Integer.toString(longer.length() + 3));
            client.query("BEGIN");
            assertThat(Replies.values(client.query("SELECT name FROM pg_prepared_statements ORDER BY 1")))
                    .containsExactlyInAnyOrder(rows.get(0).get("name"), rows.get(2).get("name"));
            client.query("COMMIT");
            assertThat(looker.error("SHOW PREPARED").message()).isEqualTo("admin access needed");
        }
    }

    @Test
    @DisplayName("SHOW LOOPS: every loop, who lives there, what has gone through, and how busy it is")
    void loops() throws Exception {
        try (TestPooler pooler = file().set("event_loops", 2).start();
                Console console = pooler.console("boss");
                ScriptedClient client = pooler.client();
                ScriptedClient second = pooler.client()) {
            client.query("BEGIN");
            second.query("BEGIN");
            List<Map<String, String>> rows = console.rows("SHOW LOOPS");
            assertThat(rows).extracting(row -> row.get("loop")).containsExactly("0", "1");
            assertThat(sum(rows, "clients")).isEqualTo(3);
            assertThat(sum(rows, "servers")).isEqualTo(2);
            assertThat(sum(rows, "accepted")).isEqualTo(3);
            assertThat(sum(rows, "queries")).isGreaterThanOrEqualTo(2);
            assertThat(sum(rows, "received")).isGreaterThan(0);
            assertThat(sum(rows, "sent")).isGreaterThan(0);
            assertThat(rows).allSatisfy(row -> {
                assertThat(row.get("thread")).startsWith("howdah-loop-");
                assertThat(row.get("transport")).isIn("epoll", "nio");
                assertThat(number(row, "busy")).isBetween(0L, 100L);
                assertThat(number(row, "cpu_us")).isGreaterThan(0);
                assertThat(number(row, "lag_us")).isLessThan(10_000_000);
            });
            Await.until("the time since the last look to be short",
                    () -> number(console.rows("SHOW LOOPS").get(0), "busy_ms") < 1000);
            client.query("COMMIT");
            second.query("COMMIT");
        }
    }

    @Test
    @DisplayName("SHOW LOOPS: bytes of a client that waits, and of one that does not read")
    void bytesOnTheirWay() throws Exception {
        try (TestPooler pooler = file().set("default_pool_size", 1).start();
                Console console = pooler.console("boss");
                ScriptedClient reader = pooler.client();
                ScriptedClient waiting = pooler.client()) {
            assertThat(sum(console.rows("SHOW LOOPS"), "unsent_bytes")).isZero();
            reader.send(Frames.query("SELECT repeat('x', 1000) FROM generate_series(1, 50000)"));
            Await.until("more than it takes", () -> sum(console.rows("SHOW LOOPS"), "unsent_bytes") > 0);
            byte[] query = Frames.query("SELECT 1");
            waiting.send(query);
            Await.until("it to wait", () -> sum(console.rows("SHOW LOOPS"), "held_bytes") == query.length);
            reader.readUntil((byte) 'Z');
            waiting.readUntil((byte) 'Z');
            assertThat(sum(console.rows("SHOW LOOPS"), "unsent_bytes") + sum(console.rows("SHOW LOOPS"), "held_bytes")).isZero();
        }
    }

    @Test
    @DisplayName("SHOW POOLS_EXTENDED: percentiles of what really was waited, asked and held")
    void percentiles() throws Exception {
        try (TestPooler pooler = file().set("default_pool_size", 1).start();
                Console console = pooler.console("boss");
                ScriptedClient client = pooler.client();
                ScriptedClient second = pooler.client()) {
            long longest = 0;
            for (int i = 0; i < 5; i++) {
                long begin = System.nanoTime();
                client.query("SELECT pg_sleep(0.05)");
                longest = Math.max(longest, System.nanoTime() - begin);
            }
            Map<String, String> row = console.row("SHOW POOLS_EXTENDED", "user", "app");
            long least = (long) (50_000 * (1 - SHARE_OFF));
            long most = (long) (longest / 1000 * (1 + SHARE_OFF));
            assertThat(row).containsEntry("database", "howdah").containsEntry("pool_mode", "transaction")
                    .containsEntry("cl_active", "2")
                    .containsEntry("query_count", "5").containsEntry("xact_count", "5").containsEntry("wait_count", "5");
            for (String column : List.of("query_p50", "query_p95", "query_p99", "query_max", "xact_p50", "xact_max")) {
                assertThat(number(row, column)).as(column).isBetween(least, most);
            }
            assertThat(number(row, "wait_p50")).isLessThan(least);
            // Now one client waits while the other holds the only server.
            client.query("BEGIN");
            long begin = System.nanoTime();
            second.send(Frames.query("SELECT 1"));
            pooler.awaitWaiting(1);
            client.query("SELECT pg_sleep(0.1)");
            client.query("COMMIT");
            second.readUntil((byte) 'Z');
            long waited = (System.nanoTime() - begin) / 1000;
            Map<String, String> after = console.row("SHOW POOLS_EXTENDED", "user", "app");
            assertThat(number(after, "wait_max")).isBetween((long) (100_000 * (1 - SHARE_OFF)),
                    (long) (waited * (1 + SHARE_OFF)));
            assertThat(after).containsEntry("wait_count", "7").containsEntry("query_count", "9").containsEntry("xact_count", "7");
            assertThat(number(after, "seconds")).isLessThan(60);
            assertThat(console.row("SHOW POOLS_EXTENDED", "user", "pgbouncer")).containsEntry("query_count", "0")
                    .containsEntry("query_p50", "0");
        }
    }

    @Test
    @DisplayName("SHOW POOLS_EXTENDED: what is older than two periods is forgotten, what is younger than one is not")
    void ofLate() throws Exception {
        try (TestPooler pooler = file().set("stats_period", 3).start();
                Console console = pooler.console("boss");
                ScriptedClient client = pooler.client()) {
            client.query("SELECT 1");
            assertThat(console.row("SHOW POOLS_EXTENDED", "user", "app")).containsEntry("query_count", "1");
            Await.until("it to be forgotten",
                    () -> console.row("SHOW POOLS_EXTENDED", "user", "app").get("query_count").equals("0"));
            assertThat(console.row("SHOW STATS", "database", "howdah")).containsEntry("total_query_count", "1");
            client.query("SELECT 1");
            Map<String, String> row = console.row("SHOW POOLS_EXTENDED", "user", "app");
            assertThat(row).containsEntry("query_count", "1").containsEntry("xact_count", "1").containsEntry("wait_count", "1");
            assertThat(number(row, "seconds")).isLessThan(15);
        }
    }
}
