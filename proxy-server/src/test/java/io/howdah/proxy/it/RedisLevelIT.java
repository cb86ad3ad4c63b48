package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.RedisProcess;
import io.howdah.proxy.testing.TestPooler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Answers in Redis: what one Howdah has asked for, others give, as long as nobody has written. */
@OnEachPostgres
class RedisLevelIT {

    private final TestPostgres postgres;
    private RedisProcess redis;

    RedisLevelIT(PostgresVersion version) {
        postgres = version.server();
    }

    @BeforeEach
    void start() throws Exception {
        directly("DROP SCHEMA IF EXISTS rl CASCADE", "CREATE SCHEMA rl AUTHORIZATION app", "SET ROLE app",
                "CREATE TABLE rl.item (id int PRIMARY KEY, n int)",
                "INSERT INTO rl.item SELECT i, 0 FROM generate_series(1, 3000) i");
        redis = RedisProcess.start().withOldMembers();
    }

    @AfterEach
    void stop() throws Exception {
        redis.close();
        directly("DROP SCHEMA rl CASCADE");
    }

    private void directly(String... statements) throws SQLException {
        try (Connection superuser = postgres.superuser(); Statement statement = superuser.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private TestPooler pooler(String mode, String memory) {
        return PoolerFile.before(postgres).set("admin_users", "boss").user("boss", "").set("cache_mode", mode)
                .set("cache_ttl", "1000s").set("cache_memory", memory).set("cache_redis_timeout", "2s")
                .set("cache_redis_url", "redis://127.0.0.1:" + redis.port()).start();
    }

    private static long count(TestPooler pooler, String column) throws Exception {
        try (Console console = pooler.console("boss")) {
            return console.rows("SHOW CACHE").stream().filter(row -> row.get("database").equals(TestPostgres.DATABASE))
                    .mapToLong(row -> Long.parseLong(row.get(column))).sum();
        }
    }

    private static String ask(Statement statement, String sql) throws SQLException {
        StringBuilder all = new StringBuilder();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                all.append(rows.getString(1)).append('\n');
            }
        }
        return all.toString();
    }

    /** Asks again and again until the answer comes from Redis. */
    private static void awaitRedis(TestPooler pooler, Statement statement, String sql) throws Exception {
        long before = count(pooler, "hits_redis");
        Await.until("an answer from Redis", () -> {
            ask(statement, sql);
            return count(pooler, "hits_redis") > before;
        });
    }

    @Test
    @DisplayName("What one Howdah has asked for, another gives: short and long answers, of both protocols")
    void givesOthersAnswers() throws Exception {
        for (String mode : new String[] {"simple", "extended"}) {
            try (TestPooler one = pooler("writes", "0");
                    TestPooler two = pooler("writes", "0");
                    Connection first = one.connect("app", "preferQueryMode", mode, "prepareThreshold", "0");
                    Connection second = two.connect("app", "preferQueryMode", mode, "prepareThreshold", "0");
                    Statement asks = first.createStatement();
                    Statement gets = second.createStatement()) {
                for (String sql : new String[] {"SELECT n FROM rl.item WHERE id = 1",
                    "SELECT repeat(chr(48 + n), 40) FROM rl.item"}) {
                    awaitRedis(one, asks, sql);
                    awaitRedis(two, gets, sql);
                    assertThat(ask(gets, sql)).as(mode + " " + sql).isEqualTo(ask(asks, sql));
                    asks.execute("UPDATE rl.item SET n = n + 1");
                    assertThat(ask(gets, sql)).as(mode + " " + sql)
                            .startsWith(postgres.askOne("SELECT n FROM rl.item WHERE id = 1"));
                    assertThat(ask(gets, sql)).isEqualTo(ask(asks, sql));
                }
            }
        }
    }

    @Test
    @DisplayName("The same of prepared statements, whatever each Howdah calls them")
    void preparedStatements() throws Exception {
        try (TestPooler one = pooler("writes", "0");
                TestPooler two = pooler("writes", "0");
                Connection first = one.connect("app", "prepareThreshold", "1");
                Connection second = two.connect("app", "prepareThreshold", "1");
                PreparedStatement another = second.prepareStatement("SELECT 1");
                PreparedStatement asks = first.prepareStatement("SELECT n FROM rl.item WHERE id = ?");
                PreparedStatement gets = second.prepareStatement("SELECT n FROM rl.item WHERE id = ?")) {
            another.executeQuery().close();
            for (int id = 1; id < 4; id++) {
                asks.setInt(1, id);
                gets.setInt(1, id);
                long before = count(two, "hits_redis");
                Await.until("an answer from Redis", () -> {
                    asks.executeQuery().close();
                    gets.executeQuery().close();
                    return count(two, "hits_redis") > before;
                });
                try (Statement writes = first.createStatement(); ResultSet old = gets.executeQuery()) {
                    old.next();
                    int was = old.getInt(1);
                    writes.execute("UPDATE rl.item SET n = n + 1 WHERE id = " + id);
                    try (ResultSet now = gets.executeQuery()) {
                        now.next();
                        assertThat(now.getInt(1)).isEqualTo(was + 1);
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("A client that prepared a statement before its table changed gets no rows of the new shape from another Howdah's answer")
    void shapes() throws Exception {
        directly("CREATE TABLE rl.pair (a int, b int)", "INSERT INTO rl.pair VALUES (1, 2)", "ALTER TABLE rl.pair OWNER TO app");
        try (TestPooler one = pooler("writes", "0");
                TestPooler two = pooler("writes", "0");
                Connection first = one.connect("app", "prepareThreshold", "1");
                Connection second = two.connect("app", "prepareThreshold", "1");
                PreparedStatement old = first.prepareStatement("SELECT * FROM rl.pair")) {
            Await.until("it to be prepared and cached", () -> {
                old.executeQuery().close();
                return count(one, "hits_redis") > 0;
            });
            try (Statement ddl = second.createStatement()) {
                ddl.execute("ALTER TABLE rl.pair DROP a, ADD a int DEFAULT 1");
            }
            try (PreparedStatement fresh = second.prepareStatement("SELECT * FROM rl.pair")) {
                Await.until("the new shape in Redis", () -> {
                    fresh.executeQuery().close();
                    return count(two, "hits_redis") > 0;
                });
                for (int i = 0; i < 5; i++) {
                    try (ResultSet rows = old.executeQuery()) {
                        rows.next();
                        assertThat(rows.getInt("a") + " " + rows.getInt("b")).isEqualTo("1 2");
                    } catch (SQLException e) {
                        assertThat(e.getSQLState()).isEqualTo("0A000");
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("Values that are damaged, of another kind or gone are misses; a Redis that dies harms nobody")
    void damaged() throws Exception {
        try (TestPooler one = pooler("ttl", "0");
                Connection first = one.connect("app", "preferQueryMode", "simple");
                Statement asks = first.createStatement()) {
            String sql = "SELECT n FROM rl.item WHERE id = 7";
            awaitRedis(one, asks, sql);
            for (String key : redis.ask("KEYS", "*:a:*").split("\n")) {
                redis.ask("SETRANGE", key, "60", "?!");
            }
            assertThat(ask(asks, sql)).isEqualTo("0\n");
            awaitRedis(one, asks, sql);
            for (String key : redis.ask("KEYS", "*:a:*").split("\n")) {
                redis.ask("DEL", key);
                redis.ask("LPUSH", key, "a list");
            }
            assertThat(ask(asks, sql)).isEqualTo("0\n");
            redis.ask("FLUSHALL");
            assertThat(ask(asks, sql)).isEqualTo("0\n");
            awaitRedis(one, asks, sql);
            redis.kill();
            assertThat(ask(asks, sql)).isEqualTo("0\n");
            asks.execute("UPDATE rl.item SET n = 1 WHERE id = 7");
            assertThat(ask(asks, sql)).isEqualTo("1\n");
            redis.startAgain();
            awaitRedis(one, asks, sql);
            assertThat(ask(asks, sql)).isEqualTo("1\n");
        }
    }

    @Test
    @DisplayName("What could not be told to Redis while it was stopped is told before anything is asked of it")
    void owed() throws Exception {
        try (TestPooler one = pooler("ttl", "0");
                TestPooler two = pooler("ttl", "0");
                Connection first = one.connect("app", "preferQueryMode", "simple");
                Connection second = two.connect("app", "preferQueryMode", "simple");
                Statement asks = first.createStatement();
                Statement gets = second.createStatement()) {
            String sql = "SELECT n FROM rl.item WHERE id = 9";
            awaitRedis(one, asks, sql);
            awaitRedis(two, gets, sql);
            redis.ask("CLIENT", "KILL", "TYPE", "pubsub");
            asks.execute("UPDATE rl.item SET n = 5 WHERE id = 9");
            assertThat(ask(asks, sql)).isEqualTo("5\n");
            awaitRedis(one, asks, sql);
            assertThat(ask(gets, sql)).isEqualTo("5\n");
        }
    }

    @Test
    @DisplayName("CACHE FLUSH of whatever ends the answers in Redis too: after a write beside all Howdahs, the next read sees it")
    void flush() throws Exception {
        try (TestPooler one = pooler("ttl", "1MB");
                Connection first = one.connect("app", "preferQueryMode", "simple");
                Console console = one.console("boss");
                Statement asks = first.createStatement()) {
            String sql = "SELECT n FROM rl.item WHERE id = 11";
            int n = 0;
            for (String scope : new String[] {"ALL", "TABLE rl.item", "PATTERN '*item*'"}) {
                String old = ask(asks, sql);
                Await.until("the answer in Redis", () -> {
                    // An answer that memory has from before there was a connection is not put into Redis.
                    console.command("CACHE FLUSH");
                    ask(asks, sql);
                    return !redis.ask("KEYS", "*:a:*").isEmpty();
                });
                directly("UPDATE rl.item SET n = " + ++n + " WHERE id = 11");
                assertThat(ask(asks, sql)).as("before").isEqualTo(old);
                console.command("CACHE FLUSH " + scope);
                assertThat(ask(asks, sql)).as(scope).isEqualTo(n + "\n");
            }
        }
    }

    private static String state(TestPooler pooler) throws Exception {
        try (Console console = pooler.console("boss")) {
            return console.rows("SHOW CACHE").get(0).get("redis_state");
        }
    }

    @Test
    @DisplayName("Behind a Redis that has just begun empty, nothing is served from memory: somebody may be writing whom nobody knows")
    void young() throws Exception {
        try (RedisProcess empty = RedisProcess.start();
                TestPooler one = PoolerFile.before(postgres).set("admin_users", "boss").user("boss", "")
                        .set("cache_mode", "writes")
                        .set("cache_ttl", "1000s").set("cache_redis_url", "redis://127.0.0.1:" + empty.port()).start();
                Connection first = one.connect("app", "preferQueryMode", "simple");
                Statement asks = first.createStatement()) {
            String sql = "SELECT n FROM rl.item WHERE id = 12";
            Await.until("the connection", () -> state(one).equals("waiting"));
            Await.until("the instance is noted", () -> empty.ask("HLEN", "howdah:members").equals("2"));
            asks.execute("UPDATE rl.item SET n = 5 WHERE id = 12"); // Held until the pooler has joined.
            assertThat(ask(asks, sql)).isEqualTo("5\n");
            assertThat(state(one)).isEqualTo("waiting");
            assertThat(count(one, "hits_memory")).isZero();
            empty.withOldMembers();
            empty.ask("CLIENT", "KILL", "TYPE", "pubsub");
            Await.until("the group", () -> state(one).equals("connected"));
            Await.until("a hit", () -> {
                ask(asks, sql);
                return count(one, "hits_memory") > 0;
            });
        }
    }

    @Test
    @DisplayName("The rights that the manual gives a user of Redis are enough for everything")
    void rights() throws Exception {
        String line = Files.readAllLines(Path.of("..", "docs", "configuration.md")).stream()
                .filter(each -> each.startsWith("ACL SETUSER howdah on >secret ")).findFirst().orElseThrow();
        assertThat(redis.ask(line.split(" "))).isEqualTo("OK");
        try (TestPooler one = PoolerFile.before(postgres).set("admin_users", "boss").user("boss", "").set("cache_mode", "writes")
                .set("cache_ttl", "1000s").set("cache_memory", "0").set("cache_redis_timeout", "2s")
                .set("cache_redis_url", "redis://howdah:secret@127.0.0.1:" + redis.port()).start();
                Connection first = one.connect("app", "preferQueryMode", "simple");
                Statement asks = first.createStatement();
                Console console = one.console("boss")) {
            Await.until("the group", () -> state(one).equals("connected"));
            String sql = "SELECT n FROM rl.item WHERE id = 13";
            awaitRedis(one, asks, sql);
            asks.execute("UPDATE rl.item SET n = 6 WHERE id = 13");
            assertThat(ask(asks, sql)).isEqualTo("6\n");
            awaitRedis(one, asks, sql);
            console.command("CACHE FLUSH");
            assertThat(ask(asks, sql)).isEqualTo("6\n");
        }
        assertThat(redis.ask("HLEN", "howdah:members")).as("the pooler has left the list").isEqualTo("1");
        assertThat(redis.ask("ACL", "LOG")).as("what was refused").isEmpty();
    }
}
