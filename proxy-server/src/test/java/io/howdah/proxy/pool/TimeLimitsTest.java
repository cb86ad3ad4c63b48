package io.howdah.proxy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.console.view.PoolSnapshot;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.Script;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.protocol.fixtures.ScriptedServer;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sets every time limit to one second. The limit must act not before this second is over, and not later than half a second after
 * it. The pooler checks limits about three times a second; the rest is reserve. On a busy machine the test allows more time, in
 * proportion to the {@link Lateness} of a thread that often sleeps.
 */
@WholePooler
@Timeout(120)
class TimeLimitsTest {

    private static final long LIMIT_MILLIS = 1_000;
    private static final long LATEST_MILLIS = LIMIT_MILLIS + 500;

    /** Brings a client or server to the limit, and waits until the limit acts. */
    private interface Situation {
        /** @return nanoseconds from just before the situation began until just after the limit acted */
        long measure(FakePostgres server, TestPooler pooler) throws Exception;
    }

    private record Row(String setting, List<String> more, Situation situation) {
        @Override
        public String toString() {
            return setting;
        }
    }

    private static Row row(String setting, Situation situation, String... more) {
        return new Row(setting, List.of(more), situation);
    }

    static Stream<Row> limits() {
        return Stream.of(
                row("query_wait_timeout", TimeLimitsTest::untilWaiterHearsError, "default_pool_size: 1"),
                row("query_wait_notify", (server, pooler) -> whileWaiting(pooler, waiter -> waiter.expect((byte) 'N')),
                        "default_pool_size: 1"),
                row("reserve_pool_timeout", (server, pooler) -> whileWaiting(pooler, waiter -> waiter.readUntil((byte) 'Z')),
                        "default_pool_size: 1", "reserve_pool_size: 1"),
                row("query_timeout", (server, pooler) -> after(pooler, "select 1", client -> {
                    client.send(Frames.query("hold"));
                    client.expectError();
                })),
                row("idle_transaction_timeout", (server, pooler) -> after(pooler, "begin", ScriptedClient::expectError)),
                row("transaction_timeout", (server, pooler) -> after(pooler, "begin", client -> {
                    client.send(Frames.query("hold"));
                    client.expectError();
                })),
                row("client_idle_timeout", (server, pooler) -> after(pooler, "select 1", ScriptedClient::expectError)),
                row("client_login_timeout", TimeLimitsTest::untilLoginIsCutOff, "tcp_defer_accept: 0"),
                row("server_idle_timeout", TimeLimitsTest::untilServerIsClosed),
                row("server_lifetime", TimeLimitsTest::untilServerIsClosed, "default_pool_size: 1"),
                row("server_connect_timeout", TimeLimitsTest::untilSilentServerIsLeft),
                row("suspend_timeout", TimeLimitsTest::untilSuspended, "default_pool_size: 1", "admin_users: u"),
                row("cancel_wait_timeout", TimeLimitsTest::untilCancelIsGivenUp),
                row("pool_idle_timeout", TimeLimitsTest::untilPoolIsForgotten, "server_idle_timeout: 100ms"),
                row("autodb_idle_timeout", TimeLimitsTest::untilDatabaseIsForgotten));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("limits")
    void actsInTime(Row row) throws Exception {
        try (Lateness machine = new Lateness();
                FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, settings(row))) {
            long millis = TimeUnit.NANOSECONDS.toMillis(row.situation.measure(server, pooler));
            assertThat(millis).isBetween(LIMIT_MILLIS, LATEST_MILLIS + machine.millis());
        }
    }

    /** Adds up how late a thread wakes from many short sleeps. */
    private static final class Lateness implements AutoCloseable {
        private static final long SLEEP_NANOS = 5_000_000;

        private final AtomicLong nanos = new AtomicLong();
        private final Thread thread = new Thread(this::run, "lateness");
        private volatile boolean over;

        Lateness() {
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            while (!over) {
                long from = System.nanoTime();
                LockSupport.parkNanos(SLEEP_NANOS);
                nanos.addAndGet(Math.max(0, System.nanoTime() - from - SLEEP_NANOS));
            }
        }

        /** Several threads take turns until a limit acts, and each may be as late as this one. */
        long millis() {
            return 3 * TimeUnit.NANOSECONDS.toMillis(nanos.get());
        }

        @Override
        public void close() {
            over = true;
        }
    }

    private static String[] settings(Row row) {
        return Stream.concat(Stream.of(row.setting + ": " + LIMIT_MILLIS + "ms"), row.more.stream()).toArray(String[]::new);
    }

    private interface Rest {
        void of(ScriptedClient client) throws Exception;
    }

    /** A client that has sent this query; {@code rest} waits for its end. */
    private static long after(TestPooler pooler, String sql, Rest rest) throws Exception {
        try (ScriptedClient client = pooler.client()) {
            long from = System.nanoTime();
            client.query(sql);
            rest.of(client);
            return System.nanoTime() - from;
        }
    }

    /** A client that waits for the only server, which another client holds. */
    private static long whileWaiting(TestPooler pooler, Rest rest) throws Exception {
        try (ScriptedClient holder = pooler.client(); ScriptedClient waiter = pooler.client()) {
            holder.query("begin");
            long from = System.nanoTime();
            waiter.send(Frames.query("select 1"));
            rest.of(waiter);
            return System.nanoTime() - from;
        }
    }

    private static long untilWaiterHearsError(FakePostgres server, TestPooler pooler) throws Exception {
        return whileWaiting(pooler, ScriptedClient::expectError);
    }

    /** suspend_timeout drops the waiting client, but no client that waits for nothing. */
    private static long untilSuspended(FakePostgres server, TestPooler pooler) throws Exception {
        try (ScriptedClient console = pooler.clientOf("u", "pgbouncer");
                ScriptedClient holder = pooler.client();
                ScriptedClient waiter = pooler.client()) {
            holder.query("begin");
            waiter.send(Frames.query("select 1"));
            pooler.awaitWaiting(1);
            long from = System.nanoTime();
            console.query("SUSPEND");
            long nanos = System.nanoTime() - from;
            ErrorResponse error = waiter.expectError();
            assertThat(error.sqlState() + " " + error.message()).isEqualTo("57P01 suspend_timeout");
            waiter.expectClosed();
            console.query("RESUME");
            holder.query("commit");
            assertThat(server.queries("select 1")).isZero();
            return nanos;
        }
    }

    private static long untilLoginIsCutOff(FakePostgres server, TestPooler pooler) throws Exception {
        long from = System.nanoTime();
        try (ScriptedClient silent = pooler.unconnected()) {
            while (!silent.atEnd()) {
                silent.read();
            }
            return System.nanoTime() - from;
        }
    }

    private static long untilServerIsClosed(FakePostgres server, TestPooler pooler) throws Exception {
        long from = System.nanoTime();
        try (ScriptedClient client = pooler.client()) {
            client.query("select 1");
            Await.until("its server to be closed", () -> server.open() == 0);
            return System.nanoTime() - from;
        }
    }

    private static long untilSilentServerIsLeft(FakePostgres server, TestPooler pooler) throws Exception {
        server.login(FakePostgres.SILENT);
        try (ScriptedClient client = pooler.unconnected()) {
            long from = System.nanoTime();
            client.startup("u", "db");
            Await.until("a login to begin", () -> server.logins() == 1);
            Await.until("it to be given up", () -> server.open() == 0);
            return System.nanoTime() - from;
        }
    }

    /** The peer reads the cancel request and keeps the connection open. */
    private static long untilCancelIsGivenUp(FakePostgres server, TestPooler pooler) throws Exception {
        try (ScriptedServer deaf = ScriptedServer.startRepeating(Script.begin().then(FakePostgres::waitForEnd))) {
            pooler.reload(TestPooler.withDatabase(server, "cancel_wait_timeout: " + LIMIT_MILLIS + "ms", "peer_id: 1",
                    "peers: {2: {host: 127.0.0.1, port: " + deaf.port() + "}}"));
            long from = System.nanoTime();
            try (ScriptedClient canceller = pooler.unconnected()) {
                canceller.send(Frames.cancelRequest(2 << 16, new byte[] {1, 2, 3, 3}));
                canceller.expectClosed();
                return System.nanoTime() - from;
            }
        }
    }

    /** A pool without clients and servers, measured from the end of its last server. A pool with a client stays. */
    private static long untilPoolIsForgotten(FakePostgres server, TestPooler pooler) throws Exception {
        try (ScriptedClient stays = pooler.clientOf("v", "db")) {
            stays.query("select 1");
            Await.until("its server to be closed", () -> server.open() == 0);
            try (ScriptedClient client = pooler.client()) {
                client.query("select 1");
            }
            long from = untilNoServerIsOpen(pooler);
            Await.until("it to be forgotten", () -> pools(pooler).stream().noneMatch("u"::equals));
            long nanos = System.nanoTime() - from;
            assertThat(pools(pooler)).contains("v");
            stays.query("select 1");
            try (ScriptedClient again = pooler.client()) {
                again.query("select 1");
                assertThat(pools(pooler)).contains("u", "v");
            }
            return nanos;
        }
    }

    private static List<String> pools(TestPooler pooler) throws Exception {
        return pooler.pooler().view().pools().toCompletableFuture().get().stream().map(PoolSnapshot::user).toList();
    }

    /**
     * Waits until the pooler has no server.
     *
     * @return when a server was last seen: the pooler's own clock begins later. What the fake PostgreSQL sees may come too late.
     */
    private static long untilNoServerIsOpen(TestPooler pooler) throws Exception {
        long from;
        long seenOpen = System.nanoTime();
        do {
            from = seenOpen;
            seenOpen = System.nanoTime();
        } while (servers(pooler) > 0);
        return from;
    }

    private static int servers(TestPooler pooler) throws Exception {
        return pooler.pooler().view().pools().toCompletableFuture().get().stream()
                .mapToInt(pool -> pool.svActive() + pool.svIdle() + pool.svUsed() + pool.svTested() + pool.svLogin()).sum();
    }

    /** A database made from *, measured from the end of its last server. */
    private static long untilDatabaseIsForgotten(FakePostgres server, TestPooler pooler) throws Exception {
        pooler.reload("autodb_idle_timeout: " + LIMIT_MILLIS + "ms", "server_idle_timeout: 100ms", "users: {u: {}}",
                "databases: {\"*\": {host: 127.0.0.1, port: " + server.port() + "}}");
        try (ScriptedClient client = pooler.clientOf("u", "made")) {
            client.query("select 1");
        }
        long from = untilNoServerIsOpen(pooler);
        Await.until("it to be forgotten", () -> pooler.pooler().view().pools().toCompletableFuture().get().stream()
                .noneMatch(pool -> pool.database().equals("made")));
        assertThat(pooler.logged("registered new auto-database: made")).isTrue();
        assertThat(pooler.logged("dropping database 'made'")).isTrue();
        pooler.clientOf("u", "made").close();
        return System.nanoTime() - from;
    }
}
