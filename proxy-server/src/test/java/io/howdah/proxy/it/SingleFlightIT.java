package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.cache.CacheCounters;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many clients ask PostgreSQL the same at the same time. A table lock holds the first question until all clients have asked. */
@OnEachPostgres
class SingleFlightIT {

    private static final String READ = "SELECT id, name FROM sf.item ORDER BY id";
    private static final int POOL = 20;

    private final TestPostgres postgres;
    private TestPooler pooler;

    SingleFlightIT(PostgresVersion version) {
        postgres = version.server();
    }

    @BeforeEach
    void makeTables() throws SQLException {
        directly("DROP SCHEMA IF EXISTS sf CASCADE", "CREATE SCHEMA sf AUTHORIZATION app", "SET ROLE app",
                "CREATE TABLE sf.item (id int PRIMARY KEY, name text, n int)",
                "INSERT INTO sf.item SELECT i, repeat('item ' || i || ' ', 20), 0 FROM generate_series(1, 20) i",
                "CREATE TABLE sf.many (n int)", "INSERT INTO sf.many SELECT generate_series(1, 4000)");
        directly("ANALYZE sf.many");
    }

    @AfterEach
    void dropTables() throws SQLException {
        if (pooler != null) {
            pooler.close();
        }
        directly("DROP SCHEMA sf CASCADE");
    }

    private void directly(String... statements) throws SQLException {
        try (Connection superuser = postgres.superuser(); Statement statement = superuser.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private PoolerFile file(String... settings) {
        PoolerFile file = PoolerFile.before(postgres).set("default_pool_size", POOL).set("cache_mode", "ttl")
                .set("cache_ttl", "1000s");
        for (int i = 0; i < settings.length; i += 2) {
            file.set(settings[i], settings[i + 1]);
        }
        return file;
    }

    private void start(String... settings) throws Exception {
        pooler = file(settings).start();
        learn(READ);
        pooler.pooler().resultCache().flush();
    }

    /** Asks until the answer comes from memory: from then on the statement is known. */
    private void learn(String sql) throws Exception {
        try (ScriptedClient client = pooler.client()) {
            Await.until("an answer from memory to " + sql, () -> {
                long before = count(CacheCounters::hits);
                client.query(sql);
                return count(CacheCounters::hits) > before;
            });
        }
    }

    private long count(ToLongFunction<CacheCounters> what) {
        return pooler.pooler().resultCache().counters().stream().filter(of -> of.database().equals(TestPostgres.DATABASE))
                .mapToLong(what).sum();
    }

    private long queries() throws Exception {
        return pooler.pooler().view().stats().toCompletableFuture().get().stream()
                .filter(of -> of.database().equals(TestPostgres.DATABASE)).mapToLong(of -> of.totals().queryCount()).sum();
    }

    /** While the lock is held, no statement reads the table. */
    private Connection lock() throws SQLException {
        Connection locking = postgres.superuser();
        locking.setAutoCommit(false);
        try (Statement statement = locking.createStatement()) {
            statement.execute("LOCK TABLE sf.item IN ACCESS EXCLUSIVE MODE");
        }
        return locking;
    }

    private void awaitBlocked(int count) {
        Await.until(count + " questions that wait for the lock",
                () -> postgres.askOne("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE"
                        + " '%FROM sf.item%'").equals(String.valueOf(count)));
    }

    /** The first of these clients is at PostgreSQL, the others wait for its answer. */
    private List<ScriptedClient> asking(int count, byte[]... request) throws Exception {
        List<ScriptedClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ScriptedClient client = pooler.client();
            clients.add(client);
            client.send(request);
            if (i == 0) {
                awaitBlocked(1);
            }
        }
        pooler.awaitWaiting(count - 1);
        return clients;
    }

    private static List<Frame> answer(ScriptedClient client) throws IOException {
        return client.readUntil((byte) 'Z');
    }

    private List<Frame> direct(byte[]... request) throws IOException {
        try (ScriptedClient client = ScriptedClient.connect("127.0.0.1", postgres.port(), 15_000)) {
            client.login(TestPostgres.APP, TestPostgres.DATABASE);
            client.send(request);
            return answer(client);
        }
    }

    @Test
    @DisplayName("200 clients, one question to PostgreSQL, PostgreSQL's own bytes for each of them")
    void herd() throws Exception {
        start();
        List<Frame> expected = direct(Frames.query(READ));
        long queries = queries();
        long misses = count(CacheCounters::misses);
        List<ScriptedClient> clients;
        try (Connection locking = lock()) {
            clients = asking(200, Frames.query(READ));
            locking.rollback();
        }
        for (ScriptedClient client : clients) {
            assertThat(answer(client)).isEqualTo(expected);
        }
        assertThat(count(CacheCounters::misses) - misses).isOne();
        assertThat(count(CacheCounters::coalesced)).isEqualTo(199);
        assertThat(queries() - queries).isOne();
    }

    @Test
    @DisplayName("A slow join without any lock: PostgreSQL runs it once")
    void slowJoin() throws Exception {
        start();
        String join = "SELECT count(*) FROM sf.many a JOIN sf.many b ON a.n < b.n";
        learn(join);
        pooler.pooler().resultCache().flush();
        long queries = queries();
        List<ScriptedClient> clients = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            clients.add(pooler.client());
        }
        for (ScriptedClient client : clients) {
            client.send(Frames.query(join));
        }
        for (ScriptedClient client : clients) {
            assertThat(Replies.value(answer(client))).isEqualTo("7998000");
        }
        assertThat(queries() - queries).isOne();
    }

    @Test
    @DisplayName("By the extended protocol, with a Describe and without one, in pipelines with other requests")
    void extended() throws Exception {
        start();
        String sql = "SELECT name FROM sf.item WHERE id = $1";
        byte[] described = Frames.concat(Frames.parse("", sql, 23), Frames.bind("", "", "3"), Frames.describePortal(""),
                Frames.execute("", 0), Frames.sync());
        byte[] bare = Frames.concat(Frames.parse("", sql, 23), Frames.bind("", "", "3"), Frames.execute("", 0), Frames.sync());
        Await.until("it to be known", () -> {
            long before = count(CacheCounters::hits);
            try (ScriptedClient client = pooler.client()) {
                client.send(described);
                answer(client);
            }
            return count(CacheCounters::hits) > before;
        });
        pooler.pooler().resultCache().flush();
        learn("SELECT 1"); // A statement that nobody knows would close all tables while it runs.
        byte[] pipeline = Frames.concat(bare, described, Frames.query("SELECT 1"), Frames.sync(), bare);
        List<Frame> expected = direct(described);
        List<Frame> expectedBare = direct(bare);
        List<ScriptedClient> clients;
        List<ScriptedClient> pipelining = new ArrayList<>();
        try (Connection locking = lock()) {
            clients = asking(5, described);
            for (int i = 0; i < 5; i++) {
                ScriptedClient client = pooler.client();
                pipelining.add(client);
                client.send(pipeline);
            }
            pooler.awaitWaiting(9);
            locking.rollback();
        }
        for (ScriptedClient client : clients) {
            assertThat(answer(client)).isEqualTo(expected);
        }
        for (ScriptedClient client : pipelining) {
            assertThat(answer(client)).isEqualTo(expectedBare);
            assertThat(answer(client)).isEqualTo(expected);
            assertThat(Replies.value(answer(client))).isEqualTo("1");
            assertThat(Replies.types(answer(client))).isEqualTo("Z");
            assertThat(answer(client)).isEqualTo(expectedBare);
        }
        assertThat(count(CacheCounters::coalesced)).isEqualTo(9);
    }

    @Test
    @DisplayName("If the leader's client goes, or PostgreSQL ends its server, the others go on side by side, as many as there are servers")
    void leaderLost() throws Exception {
        start();
        for (boolean client : new boolean[] {true, false}) {
            learn(READ);
            pooler.pooler().resultCache().flush();
            List<ScriptedClient> clients;
            try (Connection locking = lock()) {
                clients = asking(30, Frames.query(READ));
                ScriptedClient leader = clients.remove(0);
                if (client) {
                    leader.close();
                } else {
                    postgres.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
                    assertThat(leader.expectError().sqlState()).isEqualTo("57P01");
                }
                awaitBlocked(POOL);
                locking.rollback();
            }
            for (ScriptedClient one : clients) {
                assertThat(Replies.types(answer(one))).endsWith("D C Z");
                one.close();
            }
            pooler.awaitUnused();
        }
    }

    @Test
    @DisplayName("Answers that are too long to be kept: each client gets its own, as many at a time as there are servers")
    void tooLong() throws Exception {
        start();
        pooler.reload(file("cache_max_entry", "1kB").config());
        List<Frame> expected = direct(Frames.query(READ));
        List<ScriptedClient> clients;
        long misses = count(CacheCounters::misses);
        try (Connection locking = lock()) {
            clients = asking(51, Frames.query(READ));
            locking.rollback();
        }
        for (ScriptedClient client : clients) {
            assertThat(answer(client)).isEqualTo(expected);
        }
        assertThat(count(CacheCounters::misses) - misses).isEqualTo(51);
        try (Connection locking = lock()) {
            // Nobody waits in vain a second time.
            for (int i = 0; i < 5; i++) {
                clients.get(i).send(Frames.query(READ));
            }
            awaitBlocked(5);
            locking.rollback();
        }
        for (int i = 0; i < 5; i++) {
            assertThat(answer(clients.get(i))).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("A client that asks after a write has been acknowledged sees the write, though the same question from before still runs")
    void writeBetween() throws Exception {
        start();
        // Long enough for a write in between, and with a snapshot from the beginning.
        String slow = "SELECT max(i.n), count(*) FROM sf.item i, sf.many a, sf.many b WHERE i.id = 1 AND a.n < b.n";
        learn(slow);
        try (ScriptedClient writer = pooler.client()) {
            for (int round = 1; round <= 3; round++) {
                writer.query("UPDATE sf.item SET n = n WHERE id = 1");
                pooler.pooler().resultCache().flush();
                int old = round - 1;
                ScriptedClient leader = pooler.client();
                leader.send(Frames.query(slow));
                Await.until("the question to run",
                        () -> postgres.askOne("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = '" + slow
                                + "' AND backend_xmin IS NOT NULL").equals("1"));
                ScriptedClient early = pooler.client();
                early.send(Frames.query(slow));
                writer.query("UPDATE sf.item SET n = " + round + " WHERE id = 1");
                List<ScriptedClient> late = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    ScriptedClient client = pooler.client();
                    client.send(Frames.query(slow));
                    late.add(client);
                }
                String leaders = Replies.value(answer(leader));
                assertThat(leaders).as("its snapshot was from before, or the test shows nothing").isEqualTo(String.valueOf(old));
                for (ScriptedClient client : late) {
                    assertThat(Replies.value(answer(client))).isEqualTo(String.valueOf(round));
                }
                assertThat(Replies.value(answer(early))).isIn(String.valueOf(old), String.valueOf(round));
            }
        }
    }

    @Test
    @DisplayName("Clients at once with the same pipelines of reads and writes, answers that expire all the time: PostgreSQL's own bytes")
    void manyPipelines() throws Exception {
        start("cache_ttl", "5ms");
        byte[] named = Frames.concat(Frames.parse("s", "SELECT name FROM sf.item WHERE id = $1", 23), Frames.sync());
        byte[] use = Frames.concat(Frames.bind("", "s", "4"), Frames.describePortal(""), Frames.execute("", 0), Frames.sync());
        SameAsDirect.Conversation conversation = (client, heard) -> {
            client.send(named);
            SameAsDirect.hear(client, 1, heard);
            for (int i = 0; i < 60; i++) {
                client.send(Frames.query(READ), use, Frames.query("SELECT count(*) FROM sf.item"),
                        Frames.parse("", "SELECT name FROM sf.item WHERE id = $1", 23), Frames.bind("", "", "5"),
                        Frames.execute("", 0), Frames.sync());
                SameAsDirect.hear(client, 4, heard);
                if (i % 10 == 9) {
                    client.send(Frames.query(READ), Frames.query("UPDATE sf.many SET n = n WHERE n = 1"),
                            Frames.query("SELECT 2"),
                            Frames.query("BEGIN"), Frames.query(READ), Frames.query("COMMIT"), use);
                    SameAsDirect.hear(client, 7, heard);
                }
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(CompletableFuture.runAsync(() -> {
                    try {
                        SameAsDirect.check(postgres, pooler, List.of(), conversation);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }, threads));
            }
            for (CompletableFuture<Void> one : all) {
                one.get(100, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(count(CacheCounters::coalesced)).isPositive();
        pooler.awaitUnused();
    }
}
