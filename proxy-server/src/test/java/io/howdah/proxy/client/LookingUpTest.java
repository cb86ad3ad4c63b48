package io.howdah.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.console.view.MemorySnapshot;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.ShutdownMode;
import io.howdah.proxy.cache.CacheCounters;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.ProbedTable;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that wait for an answer which another client has asked for, or which the second level of the cache may have. */
@WholePooler
@Timeout(180)
class LookingUpTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    /** Held by the server until the test lets it go. */
    private static final String HOLD = "select hold";
    /** A statement of the same form that the server answers at once. */
    private static final String LIKE_HOLD = "select  hold";
    private static final String UPDATE = "update t set id = 1";

    private final FakePostgres postgres = FakePostgres.start().answers(new ProbedTable());
    private final List<AutoCloseable> open = new ArrayList<>();
    private TestPooler pooler;
    private Console console;

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        postgres.close();
    }

    private void start(String... lines) throws Exception {
        List<String> all = new ArrayList<>(Arrays.asList(lines));
        if (all.stream().noneMatch(line -> line.startsWith("cache:"))) {
            all.add("cache: {mode: ttl, ttl: 1000s}");
        }
        all.add("admin_users: [boss]");
        if (all.stream().noneMatch(line -> line.startsWith("event_loops:"))) {
            all.add("event_loops: 2");
        }
        if (all.stream().noneMatch(line -> line.startsWith("default_pool_size:"))) {
            all.add("default_pool_size: 12");
        }
        all.add("databases: {db: {host: 127.0.0.1, port: " + postgres.port() + "}}");
        all.add("users: {u: {}, v: {}, boss: {}}");
        pooler = TestPooler.start(all.toArray(String[]::new));
        open.add(0, pooler);
        console = pooler.console("boss");
        learn(LIKE_HOLD);
    }

    /** Asks until the answer comes from memory: from then on PostgreSQL has told what statements of this form do. */
    private void learn(String sql) throws Exception {
        try (ScriptedClient client = pooler.client()) {
            Await.until("an answer from memory to " + sql, () -> {
                long before = count(CacheCounters::hits);
                client.query(sql);
                return count(CacheCounters::hits) > before;
            });
        }
    }

    /** Runs the update until PostgreSQL has told what it does. */
    private void learnUpdate() throws Exception {
        try (ScriptedClient client = pooler.client()) {
            client.query(UPDATE);
        }
        Await.until("the update to be known", () -> console.rows("SHOW CACHE_STATEMENTS").stream()
                .anyMatch(row -> row.get("query").startsWith("update t") && row.get("state").equals("bypass")));
        learn(LIKE_HOLD);
    }

    private long count(ToLongFunction<CacheCounters> what) {
        return pooler.pooler().resultCache().counters().stream().filter(of -> of.database().equals("db")).mapToLong(what).sum();
    }

    private ScriptedClient client() throws IOException {
        return pooler.client();
    }

    /** A client whose question the server holds. */
    private ScriptedClient leader() throws Exception {
        ScriptedClient leader = client();
        int before = postgres.holding();
        leader.send(Frames.query(HOLD));
        Await.until("the question at the server", () -> postgres.holding() == before + 1);
        return leader;
    }

    private List<ScriptedClient> followers(int count) throws Exception {
        List<ScriptedClient> followers = new ArrayList<>();
        int before = pooler.pool().clWaiting();
        for (int i = 0; i < count; i++) {
            ScriptedClient follower = client();
            follower.send(Frames.query(HOLD));
            followers.add(follower);
        }
        pooler.awaitWaiting(before + count);
        return followers;
    }

    /** The leader's question has ended, and so many of its followers have asked by themselves. */
    private void awaitHeld(int followers) {
        Await.until(followers + " questions at the server",
                () -> postgres.held() == followers + 1 && postgres.holding() == followers);
    }

    private static List<Frame> answer(ScriptedClient client) throws IOException {
        return client.readUntil((byte) 'Z');
    }

    private void cancel(ScriptedClient client) throws Exception {
        try (ScriptedClient canceling = pooler.unconnected()) {
            canceling.send(Frames.cancelRequest(client.key().processId(), client.key().secret()));
            canceling.expectClosed();
        }
    }

    private void assertAllAnswered(List<ScriptedClient> clients) throws IOException {
        for (ScriptedClient client : clients) {
            assertThat(Replies.types(answer(client))).isEqualTo("T D C Z");
        }
    }

    // ---- one question for all

    @Test
    @DisplayName("Clients of all loops that ask the same at the same time: one question to PostgreSQL, and the same bytes for all")
    void oneQuestion() throws Exception {
        start();
        long misses = count(CacheCounters::misses);
        ScriptedClient leader = leader();
        List<ScriptedClient> followers = followers(8);
        Map<String, String> pool = console.row("SHOW POOLS", "database", "db");
        assertThat(pool).containsEntry("cl_waiting", "8").containsEntry("maxwait", "0").containsEntry("maxwait_us", "0");
        assertThat(console.rows("SHOW WAITING")).hasSize(8)
                .allSatisfy(row -> assertThat(row).containsEntry("position", "0").containsEntry("state", "waiting"));
        postgres.letGo(1);
        List<Frame> answer = answer(leader);
        for (ScriptedClient follower : followers) {
            assertThat(answer(follower)).isEqualTo(answer);
        }
        assertThat(postgres.queries(HOLD)).isOne();
        assertThat(count(CacheCounters::coalesced)).isEqualTo(8);
        assertThat(count(CacheCounters::misses) - misses).isOne();
        pooler.awaitUnused();
        assertThat(console.row("SHOW POOLS", "database", "db")).containsEntry("cl_waiting", "0").containsEntry("cl_active", "9");
        assertThat(answer(sent(client(), Frames.query(HOLD)))).as("from memory").isEqualTo(answer);
    }

    private static ScriptedClient sent(ScriptedClient client, byte[]... requests) throws IOException {
        client.send(requests);
        return client;
    }

    @Test
    @DisplayName("Pipelines of hits, answers that are waited for, and writes, in one packet: every answer in its place")
    void pipelines() throws Exception {
        start();
        learn("select a");
        learnUpdate();
        String a = Replies.value(client().query("select a"));
        ScriptedClient leader = leader();
        ScriptedClient follower = client();
        follower.send(Frames.query("select a"), Frames.query(HOLD), Frames.query(HOLD), Frames.sync(), Frames.query(UPDATE),
                Frames.query(HOLD), Frames.terminate());
        pooler.awaitWaiting(1);
        assertThat(Replies.value(answer(follower))).as("before the wait").isEqualTo(a);
        assertThat(postgres.queries(UPDATE)).isOne();
        postgres.letGo(1);
        List<Frame> answer = answer(leader);
        assertThat(answer(follower)).isEqualTo(answer);
        assertThat(answer(follower)).isEqualTo(answer);
        assertThat(Replies.types(answer(follower))).as("of the Sync").isEqualTo("Z");
        assertThat(Replies.types(answer(follower))).as("of the update").isEqualTo("T D C Z");
        Await.until("the last question at the server, behind the update", () -> postgres.holding() == 1);
        postgres.letGo(1);
        assertThat(Replies.types(answer(follower))).isEqualTo("T D C Z");
        follower.expectClosed();
        assertThat(postgres.queries(UPDATE)).isEqualTo(2);
        assertThat(postgres.queries(HOLD)).isEqualTo(2);
    }

    @Test
    @DisplayName("A pipeline may wait for one answer after another")
    void waitsTwice() throws Exception {
        Semaphore one = new Semaphore(0);
        Semaphore two = new Semaphore(0);
        postgres.answers(new ProbedTable() {
            @Override
            protected byte[] answer(String sql) {
                Semaphore gate = sql.equals("select one") ? one : sql.equals("select two") ? two : null;
                if (gate == null) {
                    return null;
                }
                gate.acquireUninterruptibly();
                return Frames.oneRow("a", sql, 'I');
            }
        });
        start();
        learn("select  one");
        learn("select  two");
        ScriptedClient first = sent(client(), Frames.query("select one"));
        ScriptedClient second = sent(client(), Frames.query("select two"));
        Await.until("both questions at the server",
                () -> postgres.queries("select one") == 1 && postgres.queries("select two") == 1);
        ScriptedClient follower = sent(client(), Frames.query("select one"), Frames.query("select two"));
        pooler.awaitWaiting(1);
        one.release();
        assertThat(answer(follower)).isEqualTo(answer(first));
        pooler.awaitWaiting(1);
        two.release();
        assertThat(answer(follower)).isEqualTo(answer(second));
        assertThat(count(CacheCounters::coalesced)).isEqualTo(2);
        assertThat(postgres.queries("select two")).isOne();
    }

    @Test
    @DisplayName("A client that asks after a write has been acknowledged does not get the answer to a question from before")
    void writeBetween() throws Exception {
        start();
        learnUpdate();
        ScriptedClient leader = leader();
        ScriptedClient early = followers(1).get(0);
        client().query(UPDATE);
        ScriptedClient late = leader();
        ScriptedClient later = client();
        later.send(Frames.query(HOLD));
        Await.until("the early follower to ask by itself", () -> postgres.queries(HOLD) == 3);
        pooler.awaitWaiting(1);
        postgres.letGo(3);
        assertAllAnswered(List.of(leader, early, late, later));
        assertThat(count(CacheCounters::coalesced)).isLessThanOrEqualTo(1);
        assertThat(postgres.queries(HOLD)).isLessThanOrEqualTo(4);
    }

    // ---- a leader that brings no answer

    private enum End {
        HANGS_UP, IS_CANCELED, IS_KILLED
    }

    @ParameterizedTest
    @EnumSource(End.class)
    @DisplayName("If the leader is gone or cancelled, all followers go on at once, and PostgreSQL sees them side by side")
    void leaderBringsNothing(End end) throws Exception {
        start();
        ScriptedClient leader = leader();
        List<ScriptedClient> followers = followers(6);
        long fills = count(CacheCounters::fills);
        switch (end) {
            case HANGS_UP -> leader.close();
            case IS_CANCELED -> cancel(leader);
            case IS_KILLED -> console.command("KILL_CLIENT " + leader.key().processId());
        }
        awaitHeld(6);
        if (end == End.IS_CANCELED) {
            assertThat(Replies.error(answer(leader)).sqlState()).isEqualTo("57014");
        }
        ScriptedClient newcomer = followers(1).get(0);
        postgres.letGo(6);
        assertAllAnswered(followers);
        assertThat(Replies.types(answer(newcomer))).as("it has followed one of them").isEqualTo("T D C Z");
        assertThat(postgres.queries(HOLD)).isEqualTo(7);
        assertThat(count(CacheCounters::fills) - fills).as("one of them has recorded").isOne();
        pooler.awaitUnused();

        // Who has waited in vain waits for the next answer as anybody does.
        pooler.pooler().resultCache().flush();
        ScriptedClient next = leader();
        followers.get(0).send(Frames.query(HOLD));
        pooler.awaitWaiting(1);
        postgres.letGo(1);
        assertThat(answer(followers.get(0))).isEqualTo(answer(next));
    }

    @Test
    @DisplayName("Fifty followers of an answer that is too long to be kept go on at once, not one after another")
    void tooLong() throws Exception {
        int count = 50;
        CountDownLatch gathered = new CountDownLatch(1);
        CountDownLatch sideBySide = new CountDownLatch(count);
        byte[] answer = Frames.oneRow("a", "x".repeat(2_000), 'I');
        postgres.answers(new ProbedTable() {
            private boolean first = true;

            @Override
            protected byte[] answer(String sql) {
                if (!sql.equals("select long")) {
                    return null;
                }
                try {
                    if (isFirst()) {
                        gathered.await();
                    } else {
                        sideBySide.countDown();
                        assertThat(sideBySide.await(60, TimeUnit.SECONDS)).isTrue();
                    }
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return answer;
            }

            private synchronized boolean isFirst() {
                boolean is = first;
                first = false;
                return is;
            }
        });
        start("cache: {mode: ttl, max_entry: 1kB}", "default_pool_size: " + (count + 1));
        learn("select  long");
        List<ScriptedClient> clients = new ArrayList<>();
        for (int i = 0; i <= count; i++) {
            clients.add(sent(client(), Frames.query("select long")));
            int waiting = i;
            Await.until("the question at the server", () -> postgres.queries("select long") == 1);
            pooler.awaitWaiting(waiting);
        }
        gathered.countDown();
        assertAllAnswered(clients);
        assertThat(count(CacheCounters::coalesced)).isZero();
    }

    @Test
    @DisplayName("An answer that memory cannot keep goes to those who have waited for it")
    void withoutMemory() throws Exception {
        Semaphore gate = new Semaphore(0);
        byte[] answer = Frames.oneRow("a", "x".repeat((1 << 20) - 100), 'I');
        postgres.answers(new ProbedTable() {
            @Override
            protected byte[] answer(String sql) {
                if (!sql.equals("select large")) {
                    return null;
                }
                gate.acquireUninterruptibly();
                return answer;
            }
        });
        start("cache: {mode: ttl, memory: 1MB, max_entry: 1MB}");
        learn("select  large");
        ScriptedClient leader = sent(client(), Frames.query("select large"));
        Await.until("the question at the server", () -> postgres.queries("select large") == 1);
        ScriptedClient follower = sent(client(), Frames.query("select large"));
        pooler.awaitWaiting(1);
        CompletableFuture<List<Frame>> leaders = CompletableFuture.supplyAsync(() -> {
            try {
                return answer(leader);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        gate.release();
        assertThat(answer(follower)).isEqualTo(leaders.get());
        assertThat(count(CacheCounters::coalesced)).isOne();
    }

    @Test
    @DisplayName("A leader whose client does not read keeps nobody waiting")
    void leaderDoesNotRead() throws Exception {
        byte[] answer = Frames.oneRow("a", "x".repeat(15 << 20), 'I');
        CountDownLatch gathered = new CountDownLatch(1);
        postgres.answers(new ProbedTable() {
            @Override
            protected byte[] answer(String sql) {
                if (!sql.equals("select large")) {
                    return null;
                }
                try {
                    gathered.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return answer;
            }
        });
        start("cache: {mode: ttl, max_entry: 16MB}");
        learn("select  large");
        ScriptedClient leader = sent(client(), Frames.query("select large"));
        Await.until("the question at the server", () -> postgres.queries("select large") == 1);
        ScriptedClient follower = sent(client(), Frames.query("select large"));
        pooler.awaitWaiting(1);
        gathered.countDown();
        assertThat(Replies.types(answer(follower))).isEqualTo("T D C Z");
        assertThat(postgres.queries("select large")).isEqualTo(2);
        assertThat(Replies.types(answer(leader))).isEqualTo("T D C Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CACHE BYPASS ON", "PAUSE CACHE", "a reload without a cache", "CACHE FLUSH", "RECONNECT"})
    @DisplayName("When an operator stops or flushes the cache, nobody waits for an answer that will not be kept")
    void stopped(String order) throws Exception {
        start();
        ScriptedClient leader = leader();
        List<ScriptedClient> followers = followers(3);
        if (order.startsWith("a reload")) {
            pooler.reload(TestPooler.withDatabase(postgres, "event_loops: 2", "admin_users: [boss]", "default_pool_size: 12"));
        } else {
            console.command(order);
        }
        Await.until("all questions at the server", () -> postgres.holding() == 4);
        postgres.letGo(4);
        followers.add(leader);
        assertAllAnswered(followers);
        assertThat(count(CacheCounters::coalesced)).isZero();
    }

    // ---- what may befall one that waits

    @Test
    @DisplayName("A cancel request for a client that waits cancels its request alone; what it has sent behind goes on")
    void canceled() throws Exception {
        start();
        learn("select a");
        ScriptedClient leader = leader();
        ScriptedClient other = followers(1).get(0);
        ScriptedClient follower = sent(client(), Frames.query(HOLD), Frames.query("select a"), Frames.query(HOLD));
        pooler.awaitWaiting(2);
        cancel(follower);
        List<Frame> canceled = answer(follower);
        assertThat(Replies.types(canceled)).isEqualTo("E Z");
        assertThat(Replies.error(canceled).sqlState()).isEqualTo("57014");
        assertThat(Replies.error(canceled).message()).isEqualTo("canceling statement due to user request");
        assertThat(Replies.types(answer(follower))).isEqualTo("T D C Z");
        pooler.awaitWaiting(2);
        assertThat(postgres.queries(HOLD)).isOne();
        postgres.letGo(1);
        List<Frame> answer = answer(leader);
        assertThat(answer(other)).isEqualTo(answer);
        assertThat(answer(follower)).isEqualTo(answer);
    }

    @Test
    @DisplayName("A client that hangs up while it waits is gone at once; requests before a Terminate are carried out")
    void hangsUp() throws Exception {
        start();
        ScriptedClient leader = leader();
        List<ScriptedClient> followers = followers(2);
        followers.get(0).close();
        pooler.awaitWaiting(1);
        ScriptedClient last = sent(client(), Frames.query(HOLD), Frames.query("begin"), Frames.terminate());
        pooler.awaitWaiting(2);
        last.close();
        followers.add(followers(1).get(0)); // By now the pooler has noticed the end.
        postgres.letGo(1);
        List<Frame> answer = answer(leader);
        assertThat(answer(followers.get(1))).isEqualTo(answer);
        assertThat(answer(followers.get(2))).isEqualTo(answer);
        Await.until("the requests of the client that has gone", () -> {
            postgres.letGo(postgres.holding());
            return postgres.queries("begin") == 1;
        });
        Await.until("its end", () -> pooler.pooler().clients() == 3);
        pooler.awaitUnused();
    }

    @Test
    @DisplayName("What a client sends while it waits stays in its socket, and comes in order afterwards")
    void heldBytes() throws Exception {
        start();
        learn("select  b");
        learn("select  c");
        ScriptedClient leader = leader();
        String comment = "/* " + "x".repeat(10 << 10) + " */ select b";
        List<ScriptedClient> followers = new ArrayList<>();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ScriptedClient follower = client();
            followers.add(follower);
            Thread sender = new Thread(() -> {
                try {
                    follower.send(Frames.concat(Frames.query(HOLD), Frames.query(comment), Frames.query("select c")));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            sender.start();
            senders.add(sender);
        }
        pooler.awaitWaiting(20);
        assertThat(held()).as("KB held").isBetween(1L, 20 * 48L);
        postgres.letGo(1);
        List<Frame> answer = answer(leader);
        for (ScriptedClient follower : followers) {
            assertThat(answer(follower)).isEqualTo(answer);
            assertThat(Replies.types(answer(follower))).isEqualTo("T D C Z");
            assertThat(Replies.types(answer(follower))).isEqualTo("T D C Z");
        }
        for (Thread sender : senders) {
            sender.join();
        }
        Await.until("nothing held", () -> held() == 0);
    }

    /** In kB. */
    private long held() {
        return pooler.pooler().view().memory().stream().filter(row -> row.name().equals("waiting_bytes"))
                .mapToLong(MemorySnapshot::used).sum();
    }

    @Test
    @DisplayName("Half of query_wait_timeout is for the wait, the other half for a server; operators see one wait")
    void waitTimeout() throws Exception {
        start("default_pool_size: 1", "query_wait_timeout: 2s");
        ScriptedClient leader = leader();
        ScriptedClient follower = followers(1).get(0);
        Map<String, String> waiting = new java.util.HashMap<>();
        Await.until("the follower to ask for a server", () -> {
            waiting.clear();
            console.rows("SHOW WAITING").stream().filter(row -> row.get("position").equals("1")).forEach(waiting::putAll);
            return !waiting.isEmpty();
        });
        assertThat(Long.parseLong(waiting.get("wait"))).isPositive();
        assertThat(follower.expectError().message()).isEqualTo("query_wait_timeout");
        follower.expectClosed();
        postgres.letGo(1);
        assertThat(Replies.types(answer(leader))).isEqualTo("T D C Z");
    }

    @Test
    @DisplayName("If the pool refuses the leader, its followers go on")
    void leaderIsRefused() throws Exception {
        start("default_pool_size: 1", "query_wait_timeout: 3s");
        ScriptedClient busy = client();
        busy.query("begin");
        ScriptedClient leader = sent(client(), Frames.query(HOLD));
        pooler.awaitWaiting(1);
        ScriptedClient follower = sent(client(), Frames.query(HOLD));
        pooler.awaitWaiting(2);
        cancel(leader);
        assertThat(Replies.error(answer(leader)).sqlState()).isEqualTo("57014");
        Await.until("the follower in the queue",
                () -> console.rows("SHOW WAITING").stream().anyMatch(row -> row.get("position").equals("1")));
        cancel(follower);
        assertThat(Replies.error(answer(follower)).sqlState()).isEqualTo("57014");

        // Who was cancelled in the queue waits for the next answer as anybody does.
        leader.send(Frames.query(HOLD));
        pooler.awaitWaiting(1);
        follower.send(Frames.query(HOLD));
        pooler.awaitWaiting(2);
        assertThat(console.rows("SHOW WAITING")).extracting(row -> row.get("position")).containsExactly("1", "0");
        postgres.letGo(1);
        busy.query("rollback");
        assertThat(answer(follower)).isEqualTo(answer(leader));
        assertThat(postgres.queries(HOLD)).isOne();
    }

    @Test
    @DisplayName("query_timeout: half of it is for the wait; client_idle_timeout does not count while a client waits")
    void timeLimits() throws Exception {
        start("client_idle_timeout: 1s");
        ScriptedClient leader = leader();
        ScriptedClient follower = followers(1).get(0);
        long since = System.nanoTime();
        Await.until("more than the time for idle clients", () -> System.nanoTime() - since > 1_500_000_000L);
        postgres.letGo(1);
        assertThat(answer(follower)).isEqualTo(answer(leader));
        pooler.close();
        open.clear();

        start("query_timeout: 4s", "event_loops: 1"); // The follower finds a server at once.
        leader = leader();
        follower = followers(1).get(0);
        Await.until("the follower's own question", () -> postgres.queries(HOLD) == 3);
        assertThat(pooler.pooler().view().stats().toCompletableFuture().get().stream()
                .filter(of -> of.database().equals("db")).mapToLong(of -> of.totals().waitTime()).sum())
                .as("its wait, in microseconds").isGreaterThan(2_000_000);
        postgres.letGo(2);
        assertThat(Replies.types(answer(follower))).isEqualTo("T D C Z");
        assertThat(Replies.types(answer(leader))).isEqualTo("T D C Z");
    }

    @Test
    @DisplayName("PAUSE: who waits for an answer gets it, though no server is given out")
    void paused() throws Exception {
        start();
        ScriptedClient leader = leader();
        List<ScriptedClient> followers = followers(2);
        CompletableFuture<String> pause = CompletableFuture.supplyAsync(() -> command("PAUSE db"));
        Await.until("the pause", () -> console.row("SHOW DATABASES", "name", "db").get("paused").equals("1"));
        postgres.letGo(1);
        followers.add(leader);
        assertAllAnswered(followers);
        assertThat(pause.get()).isEqualTo("PAUSE");
        console.command("RESUME db");
        assertThat(postgres.queries(HOLD)).isOne();
    }

    private String command(String sql) {
        try (Console other = pooler.console("boss")) {
            return other.command(sql);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("SUSPEND waits for those who wait, as it does for clients in the queue")
    void suspended() throws Exception {
        start("suspend_timeout: 60s");
        ScriptedClient leader = leader();
        List<ScriptedClient> followers = followers(2);
        CompletableFuture<String> suspend = CompletableFuture.supplyAsync(() -> command("SUSPEND"));
        Await.until("the order", () -> console.ask("SHOW STATE").contains("suspended|yes"));
        assertThat(suspend).isNotDone();
        postgres.letGo(1);
        assertThat(suspend.get()).isEqualTo("SUSPEND");
        followers.add(leader);
        assertAllAnswered(followers);
        console.command("RESUME");
        assertThat(postgres.queries(HOLD)).isOne();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("A shutdown that lets clients finish answers those who wait, by a server if need be, and then ends them")
    void drained(boolean leaderGone) throws Exception {
        start();
        ScriptedClient leader = leader();
        List<ScriptedClient> followers = followers(2);
        ScriptedClient idle = client();
        CompletableFuture<Void> end = pooler.shutdown(ShutdownMode.DRAIN);
        assertThat(idle.expectError().sqlState()).isEqualTo("57P01");
        assertThat(pooler.pool().clWaiting()).isEqualTo(2);
        if (leaderGone) {
            leader.close();
            awaitHeld(2);
            postgres.letGo(2);
        } else {
            postgres.letGo(1);
            followers.add(leader);
        }
        for (ScriptedClient client : followers) {
            assertThat(Replies.types(answer(client))).isEqualTo("T D C Z");
            assertThat(client.expectError().sqlState()).isEqualTo("57P01");
            client.expectClosed();
        }
        end.get();
    }

    // ---- the second level

    private FakeSecondLevel secondLevel() {
        FakeSecondLevel second = new FakeSecondLevel();
        pooler.pooler().resultCache().lookBehind(second);
        return second;
    }

    @Test
    @DisplayName("An answer of the second level comes late: client and followers wait for it, and no server is asked")
    void foundLate() throws Exception {
        start();
        FakeSecondLevel second = secondLevel();
        ScriptedClient leader = sent(client(), Frames.query(HOLD), Frames.query(HOLD));
        FakeSecondLevel.LookUpCall call = second.call(0);
        ScriptedClient follower = sent(client(), Frames.query(HOLD));
        call.end().complete(FakeSecondLevel.answer(call.question(), "far"));
        assertThat(Replies.value(answer(leader))).isEqualTo("far");
        assertThat(Replies.value(answer(leader))).isEqualTo("far");
        assertThat(Replies.value(answer(follower))).isEqualTo("far");
        assertThat(call.question().tables()).containsExactly("t");
        assertThat(postgres.queries(HOLD)).isZero();
        assertThat(second.calls()).isOne();
        assertThat(count(CacheCounters::secondLevelHits)).isOne();
        pooler.awaitUnused();
    }

    @Test
    @DisplayName("The second level answers at once")
    void foundAtOnce() throws Exception {
        start();
        FakeSecondLevel second = secondLevel()
                .answering(question -> CompletableFuture.completedFuture(FakeSecondLevel.answer(question, "near")));
        assertThat(Replies.value(client().query(HOLD))).isEqualTo("near");
        assertThat(Replies.value(client().query(HOLD))).isEqualTo("near");
        assertThat(second.calls()).isOne();
        assertThat(postgres.queries(HOLD)).isZero();
    }

    @Test
    @DisplayName("PAUSE CACHE: an answer of the second level is given and not kept")
    void foundWhilePaused() throws Exception {
        start();
        FakeSecondLevel second = secondLevel()
                .answering(question -> CompletableFuture.completedFuture(FakeSecondLevel.answer(question, "near")));
        console.command("PAUSE CACHE");
        assertThat(Replies.value(client().query(HOLD))).isEqualTo("near");
        assertThat(Replies.value(client().query(HOLD))).isEqualTo("near");
        assertThat(second.calls()).isEqualTo(2);
        assertThat(postgres.queries(HOLD)).isZero();
    }

    private enum Failure {
        NOTHING, FAILS, THROWS, NEVER
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    @DisplayName("If the second level has nothing, fails, or does not end, a server is asked: once, for all who wait")
    void notFound(Failure failure) throws Exception {
        start();
        FakeSecondLevel second = secondLevel();
        switch (failure) {
            case NOTHING -> second.answering(question -> CompletableFuture.completedFuture(null));
            case FAILS -> second.answering(question -> CompletableFuture.failedFuture(new IOException("no connection")));
            case THROWS -> second.answering(question -> null);
            case NEVER -> {}
        }
        ScriptedClient leader = sent(client(), Frames.query(HOLD));
        Await.until("the question at the server", () -> postgres.holding() == 1);
        ScriptedClient follower = followers(1).get(0);
        if (failure == Failure.NEVER) {
            FakeSecondLevel.LookUpCall call = second.call(0);
            call.end().complete(FakeSecondLevel.answer(call.question(), "too late"));
        }
        postgres.letGo(1);
        List<Frame> answer = answer(leader);
        assertThat(Replies.value(answer)).isNotEqualTo("too late");
        assertThat(answer(follower)).isEqualTo(answer);
        assertThat(second.calls()).isOne();
        assertThat(postgres.queries(HOLD)).isOne();
        if (failure == Failure.THROWS) {
            assertThat(pooler.logged("has failed to begin a look-up")).isTrue();
        }
    }

    @Test
    @DisplayName("A look-up ends after its client has gone or has cancelled: it changes nothing")
    void lookedUpForNobody() throws Exception {
        start();
        FakeSecondLevel second = secondLevel();
        ScriptedClient gone = sent(client(), Frames.query(HOLD));
        FakeSecondLevel.LookUpCall first = second.call(0);
        gone.close();
        Await.until("its end", () -> pooler.pooler().clients() == 0);
        first.end().complete(FakeSecondLevel.answer(first.question(), "for nobody"));

        ScriptedClient canceled = sent(client(), Frames.query(HOLD));
        FakeSecondLevel.LookUpCall other = second.call(1);
        cancel(canceled);
        assertThat(Replies.error(answer(canceled)).sqlState()).isEqualTo("57014");
        canceled.send(Frames.query(HOLD));
        FakeSecondLevel.LookUpCall last = second.call(2);
        other.end().complete(FakeSecondLevel.answer(other.question(), "cancelled"));
        last.end().complete(FakeSecondLevel.answer(last.question(), "wanted"));
        assertThat(Replies.value(answer(canceled))).isEqualTo("wanted");
        assertThat(postgres.queries(HOLD)).isZero();
    }

    @Test
    @DisplayName("Followers of a look-up whose client goes ask a server")
    void lookUpLosesItsClient() throws Exception {
        start();
        FakeSecondLevel second = secondLevel();
        // Slow enough to be followed: the look-up itself has no end.
        ScriptedClient gone = sent(client(), Frames.query(HOLD));
        second.call(0);
        ScriptedClient follower = sent(client(), Frames.query(HOLD));
        gone.close();
        Await.until("the follower's question, or its predecessor's", () -> postgres.holding() >= 1);
        postgres.letGo(2);
        assertThat(Replies.types(answer(follower))).isEqualTo("T D C Z");
    }

    @Test
    @DisplayName("A write that is acknowledged during the look-up ends its answer")
    void writtenDuringTheLookUp() throws Exception {
        start();
        learnUpdate();
        FakeSecondLevel second = secondLevel();
        ScriptedClient reader = sent(client(), Frames.query(HOLD));
        FakeSecondLevel.LookUpCall call = second.call(0);
        client().query(UPDATE);
        call.end().complete(FakeSecondLevel.answer(call.question(), "old"));
        Await.until("the question at the server", () -> postgres.holding() == 1);
        postgres.letGo(1);
        assertThat(Replies.value(answer(reader))).isNotEqualTo("old");
        assertThat(Replies.value(client().query(HOLD))).isNotEqualTo("old");
        assertThat(postgres.queries(HOLD)).as("the answer has been kept").isOne();
    }
}
