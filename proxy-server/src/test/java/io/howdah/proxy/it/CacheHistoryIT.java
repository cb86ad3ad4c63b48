package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.RedisProcess;
import io.howdah.proxy.testing.TestPooler;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A random history: writers raise the versions of rows through the pooler, in every way that PostgreSQL has; readers read them
 * through the pooler, mostly from the cache. A read that begins after a write has been acknowledged must see that version or a
 * later one, and no read may see a version that nobody has begun to write.
 *
 * <p>{@code -Dhowdah.cache.history.seconds=600} makes a long run; {@code -Dhowdah.cache.history.seed} repeats the choices of a run.
 */
@OnEachPostgres
class CacheHistoryIT {

    private static final int SECONDS = Integer.getInteger("howdah.cache.history.seconds", 8);
    private static final long SEED = Long.getLong("howdah.cache.history.seed", System.nanoTime());
    /** So often the history goes on if the cache has never answered. */
    private static final int MOST_ROUNDS = 10;
    private static final int ROWS = 12;
    private static final int WRITERS = 3;
    private static final int READERS = 6;

    private final TestPostgres postgres;
    /** The version that the last acknowledged write has given to each row, and the version that a write has begun to give. */
    private final AtomicIntegerArray acknowledged = new AtomicIntegerArray(ROWS);
    private final AtomicIntegerArray begun = new AtomicIntegerArray(ROWS);
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicInteger names = new AtomicInteger();

    CacheHistoryIT(PostgresVersion version) {
        postgres = version.server();
    }

    private void directly(String... statements) throws SQLException {
        try (Connection superuser = postgres.superuser(); Statement statement = superuser.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Ways of giving row $1 the version $2. Each writer owns its rows, so versions only grow. */
    private static final List<String> WAYS = List.of(
            "UPDATE ch.row SET v = %2$d WHERE id = %1$d",
            "INSERT INTO ch.row VALUES (%1$d, %2$d) ON CONFLICT (id) DO UPDATE SET v = excluded.v",
            "MERGE INTO ch.row r USING (SELECT %1$d AS id, %2$d AS v) s ON r.id = s.id WHEN MATCHED THEN UPDATE SET v = s.v",
            "WITH done AS (UPDATE ch.row SET v = %2$d WHERE id = %1$d RETURNING id) SELECT count(*) FROM done",
            "UPDATE ch.shown SET v = %2$d WHERE id = %1$d",
            "UPDATE ch.by_trigger SET v = %2$d WHERE id = %1$d",
            "UPDATE ch.by_rule SET v = %2$d WHERE id = %1$d",
            "UPDATE ch.owner SET v = %2$d WHERE id = %1$d",
            "SELECT ch.give(%1$d, %2$d)");

    /** The same, by statements after which PostgreSQL has to be asked about all others again. */
    private static final List<String> RARE_WAYS = List.of(
            "CALL ch.gives(%1$d, %2$d)",
            "DO 'BEGIN UPDATE ch.row SET v = %2$d WHERE id = %1$d; END'",
            "BEGIN; UPDATE ch.row SET v = %2$d WHERE id = %1$d; COMMIT",
            "DELETE FROM ch.row WHERE id = %1$d; INSERT INTO ch.row VALUES (%1$d, %2$d)",
            "UPDATE ch.row SET v = %2$d WHERE id = %1$d; ALTER TABLE ch.other ALTER n SET DEFAULT %2$d");

    private static final List<String> QUESTIONS = List.of(
            "SELECT v FROM ch.row WHERE id = %d",
            "SELECT v FROM ch.shown WHERE id = %d",
            "SELECT r.v FROM ch.row r LEFT JOIN ch.other o ON o.n = r.id WHERE r.id = %d",
            "SELECT max(v) FROM ch.row WHERE id IN (%d, -1)",
            "SELECT v FROM (SELECT * FROM ch.row ORDER BY id) q WHERE id = %d");

    @Test
    @Timeout(3600)
    @DisplayName("No read is older than a write that was acknowledged before the read began")
    void history() throws Exception {
        try (TestPooler pooler = file().set("cache_mode", "ttl").start()) {
            history(List.of(pooler), until -> {});
        }
    }

    @Test
    @Timeout(3600)
    @DisplayName("The same through two Howdahs with one Redis, which stops, forgets everything and dies meanwhile")
    void shared() throws Exception {
        try (RedisProcess redis = RedisProcess.start().withOldMembers()) {
            String url = "redis://127.0.0.1:" + redis.port();
            try (TestPooler one = file().set("cache_mode", "writes").set("cache_redis_url", url).start();
                    TestPooler two = file().set("cache_mode", "writes").set("cache_redis_url", url).start()) {
                history(List.of(one, two), until -> {
                    // Whoever has lost Redis gives no answers for some seconds.
                    long patience = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos() / 2;
                    while (hits(one) == 0 && System.nanoTime() - patience < 0) {
                        park(50);
                    }
                    trouble(redis, until);
                });
            }
        }
    }

    private PoolerFile file() {
        return PoolerFile.before(postgres).set("admin_users", "boss").user("boss", "").set("default_pool_size", 8)
                .set("cache_ttl", "3600s");
    }

    private interface Trouble {
        void make(long until) throws Exception;
    }

    /** What may befall a Redis. */
    private static void trouble(RedisProcess redis, long until) throws Exception {
        Random random = new Random(SEED);
        while (System.nanoTime() < until) {
            park(random.nextInt(3_000));
            switch (random.nextInt(4)) {
                case 0 -> {
                    redis.ask("FLUSHALL");
                    redis.withOldMembers();
                }
                case 1 -> {
                    redis.kill();
                    park(random.nextInt(500));
                    redis.startAgain();
                }
                default -> {
                    redis.pause();
                    park(random.nextInt(random.nextBoolean() ? 100 : 1_000));
                    redis.goOn();
                }
            }
        }
    }

    private static long hits(TestPooler pooler) throws Exception {
        try (Console console = pooler.console("boss")) {
            return console.rows("SHOW CACHE").stream().mapToLong(row -> Long.parseLong(row.get("hits_memory"))).sum();
        }
    }

    private void history(List<TestPooler> poolers, Trouble trouble) throws Exception {
        directly("DROP SCHEMA IF EXISTS ch CASCADE", "CREATE SCHEMA ch AUTHORIZATION app", "SET ROLE app",
                "CREATE TABLE ch.row (id int PRIMARY KEY, v int) PARTITION BY RANGE (id)",
                "CREATE TABLE ch.row_1 PARTITION OF ch.row FOR VALUES FROM (0) TO (6)",
                "CREATE TABLE ch.row_2 PARTITION OF ch.row FOR VALUES FROM (6) TO (1000)",
                "INSERT INTO ch.row SELECT i, 0 FROM generate_series(0, " + (ROWS - 1) + ") i",
                "CREATE TABLE ch.other (n int)", "CREATE VIEW ch.shown AS SELECT id, v FROM ch.row",
                "CREATE FUNCTION ch.give(i int, n int) RETURNS void LANGUAGE plpgsql AS 'BEGIN UPDATE ch.row SET v = n WHERE id = i; END'",
                "CREATE PROCEDURE ch.gives(i int, n int) LANGUAGE plpgsql AS 'BEGIN UPDATE ch.row SET v = n WHERE id = i; END'",
                "CREATE TABLE ch.by_trigger AS SELECT id, v FROM ch.row",
                "CREATE FUNCTION ch.pass() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN UPDATE ch.row SET v = NEW.v WHERE id = NEW.id; RETURN NULL; END'",
                "CREATE TRIGGER pass AFTER UPDATE ON ch.by_trigger FOR EACH ROW EXECUTE FUNCTION ch.pass()",
                "CREATE TABLE ch.by_rule AS SELECT id, v FROM ch.row",
                "CREATE RULE pass AS ON UPDATE TO ch.by_rule DO ALSO UPDATE ch.row SET v = NEW.v WHERE id = NEW.id",
                "CREATE TABLE ch.owner (id int, v int, PRIMARY KEY (id), UNIQUE (id, v))",
                "INSERT INTO ch.owner SELECT i, 0 FROM generate_series(0, " + (ROWS - 1) + ") i",
                "CREATE FUNCTION ch.follow() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN UPDATE ch.row SET v = NEW.v WHERE id = NEW.id; RETURN NEW; END'",
                "CREATE CONSTRAINT TRIGGER follow AFTER UPDATE ON ch.owner DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
                        + " EXECUTE FUNCTION ch.follow()");
        // Functions that other tests have left behind may hide DDL: then each function or trigger makes all statements unknown.
        boolean hiders = !postgres
                .askOne("SELECT count(*) FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.oid >= 16384"
                        + " AND pronamespace <> 'ch'::regnamespace AND l.lanname IN ('sql', 'plpgsql')")
                .equals("0");
        long hits = 0;
        try {
            // On a busy machine somebody may be writing all the time, and no answer is kept.
            for (int round = 0; round < MOST_ROUNDS && hits == 0; round++) {
                run(poolers, trouble);
                for (TestPooler pooler : poolers) {
                    hits += hits(pooler);
                }
            }
        } finally {
            directly("DROP SCHEMA ch CASCADE");
        }
        String summary = "seed " + SEED + ": " + writes + " writes, " + reads + " reads, " + hits + " of them from the cache";
        assertThat(violations).as(summary).isEmpty();
        if (!hiders) {
            assertThat(hits).as(summary).isPositive();
        }
        System.out.println(summary);
    }

    private void run(List<TestPooler> poolers, Trouble trouble) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        Clients.together(WRITERS + READERS + 1, number -> {
            TestPooler pooler = poolers.get(number % poolers.size());
            if (number < WRITERS) {
                write(pooler, number, until);
            } else if (number < WRITERS + READERS) {
                read(pooler, number, until);
            } else {
                trouble.make(until);
            }
        });
    }

    private void write(TestPooler pooler, int number, long until) throws Exception {
        Random random = new Random(SEED + number);
        try (Connection connection = pooler.connect("app", "preferQueryMode", number % 2 == 0 ? "simple" : "extended");
                Statement statement = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement("UPDATE ch.row SET v = ? WHERE id = ?")) {
            while (System.nanoTime() < until) {
                int row = number + WRITERS * random.nextInt(ROWS / WRITERS);
                int version = begun.incrementAndGet(row);
                int way = random.nextInt(WAYS.size() + 4);
                boolean stays = true;
                if (random.nextInt(15) == 0) {
                    statement.execute(RARE_WAYS.get(random.nextInt(RARE_WAYS.size())).formatted(row, version));
                } else if (way < WAYS.size()) {
                    statement.execute(WAYS.get(way).formatted(row, version));
                } else {
                    prepared.setInt(1, version);
                    prepared.setInt(2, row);
                    connection.setAutoCommit(way % 2 == 0);
                    prepared.executeUpdate();
                    stays = way % 2 == 0 || random.nextInt(3) > 0;
                    if (way % 2 == 1 && stays) {
                        connection.commit();
                    } else if (!stays) {
                        connection.rollback();
                    }
                    connection.setAutoCommit(true);
                }
                if (stays) {
                    acknowledged.set(row, version);
                }
                writes.incrementAndGet();
                pause(random);
            }
        }
    }

    /** Long enough for readers to find answers in the cache. */
    private static void pause(Random random) {
        park(random.nextInt(4) == 0 ? 0 : random.nextInt(300));
    }

    private static void park(int millis) {
        long until = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void read(TestPooler pooler, int number, long until) throws Exception {
        Random random = new Random(SEED + number);
        String mode = List.of("simple", "extended", "extendedForPrepared").get(number % 3);
        try (Connection connection = pooler.connect("app", "preferQueryMode", mode);
                Statement statement = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement("SELECT v FROM ch.row WHERE id = ?")) {
            while (System.nanoTime() < until) {
                int row = random.nextInt(5) == 0 ? random.nextInt(ROWS) : 1;
                int question = random.nextInt(5) == 0 ? random.nextInt(QUESTIONS.size()) : QUESTIONS.size();
                int least = acknowledged.get(row);
                int found = question == QUESTIONS.size() && random.nextBoolean() ? ask(prepared, row)
                        : value(statement.executeQuery(QUESTIONS.get(question % QUESTIONS.size()).formatted(row)));
                int most = begun.get(row);
                reads.incrementAndGet();
                // A row that is deleted and inserted anew in one transaction is never missing.
                if (found < least || found > most) {
                    violations.add("row " + row + " question " + question + ": " + found + " is not in " + least + ".." + most);
                }
                if (random.nextInt(200) == 0) {
                    statement.execute("SELECT '" + names.incrementAndGet() + "' AS a" + names.get());
                }
            }
        }
    }

    private static int ask(PreparedStatement prepared, int row) throws SQLException {
        prepared.setInt(1, row);
        return value(prepared.executeQuery());
    }

    private static int value(ResultSet rows) throws SQLException {
        try (rows) {
            return rows.next() ? rows.getInt(1) : -1;
        }
    }
}
