package io.howdah.proxy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WholePooler
@Timeout(120)
class LimitsOfPoolsTest {

    @Test
    @DisplayName("trap 93: a burst over four event loops never has more servers than pool_size, and each moved server goes on working")
    void trap93_burstOverSeveralLoops() throws Exception {
        for (int size = 1; size <= 3; size++) {
            try (FakePostgres server = FakePostgres.start();
                    TestPooler pooler = TestPooler.before(server, "event_loops: 4", "default_pool_size: " + size)) {
                Clients.together(32, number -> {
                    try (ScriptedClient client = pooler.client()) {
                        for (int i = 0; i < 30; i++) {
                            client.query("begin");
                            assertThat(client.query("select " + number)).hasSize(4);
                            client.query("commit");
                        }
                    }
                });
                assertThat(server.most()).isLessThanOrEqualTo(size);
                assertThat(server.logins()).isLessThanOrEqualTo(size);
                assertThat(server.queries("rollback")).isZero();
                Await.until("servers idle and counted right", () -> {
                    var pool = pooler.pool();
                    return pool.svIdle() == server.open() && pool.svActive() == 0 && pool.clActive() == 0
                            && pool.clWaiting() == 0;
                });
            }
        }
    }

    @Test
    @DisplayName("Several servers open in parallel, no more than waiters need")
    void opensInParallelWhatIsNeeded() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 20")) {
            List<ScriptedClient> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(pooler.client());
            }
            assertThat(server.logins()).isEqualTo(1);
            clients.get(0).send(Frames.query("hold"));
            Await.until("the first to be served", () -> server.holding() == 1);
            CyclicBarrier three = new CyclicBarrier(3);
            server.login((fake, peer) -> {
                three.await(10, TimeUnit.SECONDS); // no login succeeds before three wait here
                return FakePostgres.ACCEPT.run(fake, peer);
            });
            for (ScriptedClient client : clients.subList(1, 4)) {
                client.send(Frames.query("hold"));
            }
            Await.until("all to be served", () -> server.holding() == 4);
            assertThat(server.logins()).isEqualTo(4);
            server.letGo(4);
            for (ScriptedClient client : clients) {
                client.readUntil((byte) 'Z');
                client.close();
            }
            assertThat(server.logins()).isEqualTo(4);
        }
    }

    @Test
    @DisplayName("min_pool_size: a database with a forced user has its servers before the first client comes, and keeps them")
    void minPoolSize() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.start(
                        "min_pool_size: 2", "default_pool_size: 3", "server_idle_timeout: 100ms", "users: {u: {}}",
                        "databases: {db: {host: 127.0.0.1, port: " + server.port() + ", user: app}}")) {
            Await.until("two servers", () -> server.open() == 2);
            List<ScriptedClient> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(pooler.client());
                clients.get(i).send(Frames.query("hold"));
            }
            Await.until("three servers", () -> server.holding() == 3);
            server.letGo(3);
            for (ScriptedClient client : clients) {
                client.readUntil((byte) 'Z');
                client.close();
            }
            pooler.awaitLog("server idle timeout");
            Await.until("two are left", () -> server.open() == 2 && pooler.pool("app", "db").svIdle() == 2);
            assertThat(server.startups()).allMatch(startup -> startup.contains("user app"));
        }
    }

    @Test
    @DisplayName("reserve_pool_size: one more after reserve_pool_timeout, and no more than that")
    void reservePool() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 1", "reserve_pool_size: 1",
                        "reserve_pool_timeout: 300ms")) {
            List<ScriptedClient> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(pooler.client());
            }
            long begun = System.nanoTime();
            clients.forEach(client -> send(client, "hold"));
            Await.until("two to be served", () -> server.holding() == 2);
            assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
            assertThat(pooler.log().stream().filter(line -> line.contains("taking connection from reserve_pool"))).hasSize(1);
            server.letGo(3);
            for (ScriptedClient client : clients) {
                client.readUntil((byte) 'Z');
                client.close();
            }
            assertThat(server.most()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("max_db_connections: pools of two users share it; an idle server of the one makes room for the other")
    void maxDbConnections() throws Exception {
        sharedLimit("max_db_connections: 2", "db", "db");
    }

    @Test
    @DisplayName("max_user_connections: pools of two databases share it; an idle server of the one makes room for the other")
    void maxUserConnections() throws Exception {
        sharedLimit("max_user_connections: 2", "db", "other");
    }

    private void sharedLimit(String limit, String firstDatabase, String secondDatabase) throws Exception {
        boolean sameUser = !firstDatabase.equals(secondDatabase);
        AtomicInteger inTransaction = new AtomicInteger(); // Each such client holds a server.
        try (FakePostgres server = FakePostgres.start()) {
            String host = "{host: 127.0.0.1, port: " + server.port() + "}";
            try (TestPooler pooler = TestPooler.start(limit, "default_pool_size: 2", "event_loops: 4", "users: {u: {}, v: {}}",
                    "databases: {db: " + host + ", other: " + host + "}")) {
                Clients.together(16, number -> {
                    boolean second = number % 2 == 1;
                    try (ScriptedClient client = pooler.clientOf(second && !sameUser ? "v" : "u",
                            second ? secondDatabase : firstDatabase)) {
                        for (int i = 0; i < 20; i++) {
                            client.query("begin");
                            assertThat(inTransaction.incrementAndGet()).isLessThanOrEqualTo(2);
                            client.query("select 1");
                            inTransaction.decrementAndGet();
                            client.query("commit");
                        }
                    }
                });
                // Each pool in turn needs both slots, so at least one of the pools takes a slot from the other.
                takeBothSlots(pooler, "u", firstDatabase);
                takeBothSlots(pooler, sameUser ? "u" : "v", secondDatabase);
                // The server notices a close a moment after the pooler has closed its socket. So each of the two slots may show
                // twice.
                assertThat(server.most()).isLessThanOrEqualTo(4);
                Await.until("two at most", () -> server.open() <= 2);
                assertThat(pooler.logged("closing because: evicted")).isTrue();
            }
        }
    }

    private static void takeBothSlots(TestPooler pooler, String user, String database) throws Exception {
        try (ScriptedClient one = pooler.clientOf(user, database); ScriptedClient other = pooler.clientOf(user, database)) {
            one.query("begin");
            other.query("begin");
            one.query("commit");
            other.query("commit");
        }
    }

    @Test
    @DisplayName("max_db_connections: a slot that comes free goes to the other pool that waits for it")
    void slotIsHandedOver() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "max_db_connections: 1");
                ScriptedClient holder = pooler.clientOf("u", "db");
                ScriptedClient waiter = pooler.clientOf("v", "db")) {
            holder.query("begin");
            waiter.send(Frames.query("select 1"));
            Await.until("v to wait", () -> pooler.pool("v", "db").clWaiting() == 1);
            holder.query("commit");
            waiter.readUntil((byte) 'Z');
            holder.query("select 1");
            // The server notices a close a moment after the pooler has closed its socket. Three connections would be too many
            // even so.
            assertThat(server.most()).isLessThanOrEqualTo(2);
            Await.until("one at most",
                    () -> server.open() <= 1
                            && pooler.pools().stream().mapToInt(pool -> pool.svActive() + pool.svIdle()).sum() <= 1);
        }
    }

    @Test
    @DisplayName("max_db_connections: an eviction gives its place to the pool that waits, and the database keeps as many servers as it may have")
    void evictionGivesItsPlaceAway() throws Exception {
        String users = "users: {a: {}, b: {}, c: {}, d: {}, e: {}}";
        try (FakePostgres server = FakePostgres.start().endsAfter(10);
                TestPooler pooler = TestPooler.start("max_db_connections: 4", "default_pool_size: 20", "event_loops: 2", users,
                        "databases: {db: {host: 127.0.0.1, port: " + server.port() + "}}")) {
            for (int round = 0; round < 5; round++) {
                Clients.together(10, number -> {
                    try (ScriptedClient client = pooler.clientOf("abcde".substring(number / 2, number / 2 + 1), "db")) {
                        for (int i = 0; i < 10; i++) {
                            client.query("select 1");
                        }
                    }
                });
                Await.until("all to be idle", () -> pooler.pooler().clients() == 0 && "abcde".chars().noneMatch(
                        user -> pooler.pool(Character.toString(user), "db").svActive()
                                + pooler.pool(Character.toString(user), "db").svLogin() > 0));
                Await.until("four servers", () -> server.open() == 4);
            }
        }
    }

    @Test
    @DisplayName("Idle servers are used last in, first out; with server_round_robin the one idle for longest comes next")
    void reuse() throws Exception {
        assertThat(serversUsedByFive("server_round_robin: false")).hasSize(1);
        assertThat(serversUsedByFive("server_round_robin: true")).hasSize(3);
    }

    private Set<String> serversUsedByFive(String setting) throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 3", setting)) {
            List<ScriptedClient> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(pooler.client());
                clients.get(i).send(Frames.query("select hold"));
            }
            Await.until("three servers", () -> server.holding() == 3);
            server.letGo(3);
            for (ScriptedClient client : clients) {
                client.readUntil((byte) 'Z');
            }
            Await.until("all to be idle", () -> pooler.pool().svIdle() == 3);
            Set<String> used = new HashSet<>();
            for (int i = 0; i < 5; i++) {
                used.add(Replies.value(clients.get(0).query("select 1")));
            }
            for (ScriptedClient client : clients) {
                client.close();
            }
            return used;
        }
    }

    @Test
    @DisplayName("First come, first served")
    void fifo() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 1", "event_loops: 3")) {
            List<ScriptedClient> clients = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                clients.add(pooler.client());
            }
            clients.get(0).query("begin");
            List<String> expected = new ArrayList<>();
            for (int i = 1; i < clients.size(); i++) {
                clients.get(i).send(Frames.query("select " + i));
                pooler.awaitWaiting(i);
                long since = System.nanoTime();
                Await.until("the 2 ms within which the order is free", () -> System.nanoTime() - since > 3_000_000);
                expected.add("0 select " + i);
            }
            clients.get(0).query("commit");
            for (ScriptedClient client : clients.subList(1, 9)) {
                client.readUntil((byte) 'Z');
            }
            assertThat(server.queries().stream().filter(query -> query.contains("select"))).containsExactlyElementsOf(expected);
            for (ScriptedClient client : clients) {
                client.close();
            }
        }
    }

    static void send(ScriptedClient client, String sql) {
        try {
            client.send(Frames.query(sql));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("A server that makes room for another pool keeps its place until PostgreSQL has ended it")
    void evictedServerEndsFirst() throws Exception {
        try (FakePostgres server = FakePostgres.start().endsAfter(150);
                TestPooler pooler = TestPooler.before(server, "max_db_connections: 1");
                ScriptedClient first = pooler.clientOf("u", "db");
                ScriptedClient second = pooler.clientOf("v", "db")) {
            for (int i = 0; i < 3; i++) {
                first.query("select 1");
                second.query("select 1");
            }
            assertThat(server.logins()).isGreaterThanOrEqualTo(6);
            assertThat(server.most()).isEqualTo(1);
        }
    }
}
