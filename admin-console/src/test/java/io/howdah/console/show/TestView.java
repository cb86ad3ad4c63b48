package io.howdah.console.show;

import io.howdah.console.view.AccountSnapshot;
import io.howdah.console.view.ActivitySnapshot;
import io.howdah.console.view.CacheRedisSnapshot;
import io.howdah.console.view.CacheRelationSnapshot;
import io.howdah.console.view.CacheSnapshot;
import io.howdah.console.view.CacheStatementSnapshot;
import io.howdah.console.view.ClientGroup;
import io.howdah.console.view.DatabaseHealth;
import io.howdah.console.view.DatabaseSnapshot;
import io.howdah.console.view.DnsHostSnapshot;
import io.howdah.console.view.DurationsSnapshot;
import io.howdah.console.view.ExtendedPoolSnapshot;
import io.howdah.console.view.FdSnapshot;
import io.howdah.console.view.LatencySnapshot;
import io.howdah.console.view.ListSizes;
import io.howdah.console.view.LoopSnapshot;
import io.howdah.console.view.MeasuresSnapshot;
import io.howdah.console.view.MemorySnapshot;
import io.howdah.console.view.PeerPoolSnapshot;
import io.howdah.console.view.PeerSnapshot;
import io.howdah.console.view.PoolName;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.PoolerState;
import io.howdah.console.view.PoolerView;
import io.howdah.console.view.Setting;
import io.howdah.console.view.SocketSnapshot;
import io.howdah.console.view.StatementSnapshot;
import io.howdah.console.view.StatsSnapshot;
import io.howdah.console.view.StatsValues;
import io.howdah.console.view.TransactionSnapshot;
import io.howdah.console.view.UserSnapshot;
import io.howdah.console.view.WaitingSnapshot;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** A view with handmade contents. */
public final class TestView implements PoolerView {

    /** Result of {@link #pools}; a test may set a future that is not done yet. */
    public CompletableFuture<List<PoolSnapshot>> pools = CompletableFuture.completedFuture(List.of(
            new PoolSnapshot("shop", "app", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, "transaction", null),
            new PoolSnapshot("shop", "web", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "session", "round-robin")));

    @Override
    public CompletionStage<List<PoolSnapshot>> pools() {
        return pools;
    }

    @Override
    public CompletionStage<List<ExtendedPoolSnapshot>> extendedPools() {
        return pools.thenApply(all -> all.stream().limit(1).map(pool -> new ExtendedPoolSnapshot(
                pool, 90, latency(100), latency(200), latency(300))).toList());
    }

    private static LatencySnapshot latency(long first) {
        return new LatencySnapshot(first + 1, first + 2, first + 3, first + 4, first + 5);
    }

    @Override
    public CompletionStage<List<StatsSnapshot>> stats() {
        return CompletableFuture.completedStage(List.of(new StatsSnapshot("shop", values(100), values(200))));
    }

    @Override
    public CompletionStage<StatsSnapshot> statsOfAll() {
        return CompletableFuture.completedStage(new StatsSnapshot("", values(100), values(200)));
    }

    private static StatsValues values(long first) {
        return new StatsValues(first + 1, first + 2, first + 3, first + 4, first + 5, first + 6, first + 7, first + 8, first + 9,
                first + 10, first + 11, first + 12);
    }

    private static SocketSnapshot socket(char type, String state, int id, SocketSnapshot.Buffers buffers) {
        return new SocketSnapshot(type, "app", "shop", "none", state, "10.0.0.1", 5001, "10.0.0.2", 6432,
                Instant.parse("2026-01-02T03:04:05Z"), null, 3_000_007, type == 'S', "0x1" + id, "0x2" + id, 99, "TLSv1.3",
                "psql", 4, id, buffers);
    }

    private static final SocketSnapshot.Buffers NOTHING = new SocketSnapshot.Buffers(0, 0, 0);

    @Override
    public CompletionStage<List<SocketSnapshot>> clients() {
        return CompletableFuture.completedStage(List.of(
                socket('C', "active", 1, new SocketSnapshot.Buffers(11, 12, 1L << 40)),
                socket('C', "idle", 2, NOTHING),
                socket('C', "waiting", 3, NOTHING),
                socket('C', "waiting_cancel_req", 4, NOTHING)));
    }

    /** Result of {@link #measures}. */
    public MeasuresSnapshot measures = new MeasuresSnapshot(new double[] {0.001, 1, Double.POSITIVE_INFINITY}, List.of(
            new MeasuresSnapshot.PoolMeasures("shop", "app", 20, new MeasuresSnapshot.Histogram(new long[] {1, 2, 3}, 9.5),
                    new MeasuresSnapshot.Histogram(new long[] {0, 0, 0}, 0),
                    new MeasuresSnapshot.Histogram(new long[] {4, 0, 0}, 0.25),
                    Map.of("23505", 5L), Map.of("08P01", 6L), Map.of("queue_full", 7L), 8, Map.of("idle", 9L))),
            List.of(), Map.of("authentication", 10L), Map.of("asked", 11L));

    @Override
    public CompletionStage<MeasuresSnapshot> measures() {
        return CompletableFuture.completedStage(measures);
    }

    /** Result of {@link #activity}. */
    public Supplier<CompletableFuture<ActivitySnapshot>> activity = () -> CompletableFuture
            .completedFuture(new ActivitySnapshot(List.of(), Map.of(), Map.of(), Map.of()));

    @Override
    public CompletionStage<ActivitySnapshot> activity() {
        return activity.get();
    }

    /** Result of {@link #durations}. */
    public Function<List<PoolName>, DurationsSnapshot> durations = names -> new DurationsSnapshot(new long[] {1}, NONE,
            Collections.nCopies(names.size(), NONE));

    private static final DurationsSnapshot.PoolDurations NONE = new DurationsSnapshot.PoolDurations(new long[1], new long[1]);

    @Override
    public CompletionStage<DurationsSnapshot> durations(List<PoolName> pools) {
        return CompletableFuture.completedStage(durations.apply(pools));
    }

    @Override
    public List<AccountSnapshot> accounts() {
        return List.of(new AccountSnapshot("waiting", 100, 1000));
    }

    /** Result of {@link #settings}. */
    public List<Setting> settings = List.of(new Setting("listen_port", "6433", "6432", false),
            new Setting("verbose", "0", "0", true));

    /** Result of {@link #clientGroups}. */
    public List<ClientGroup> groups = List.of(new ClientGroup("shop", "app", "psql", "active", 3));

    @Override
    public CompletionStage<List<ClientGroup>> clientGroups() {
        return CompletableFuture.completedStage(groups);
    }

    @Override
    public CompletionStage<List<SocketSnapshot>> servers() {
        return CompletableFuture.completedStage(List.of(
                socket('S', "active", 5, NOTHING), socket('S', "new", 6, NOTHING), socket('S', "active_cancel", 7, NOTHING)));
    }

    @Override
    public CompletionStage<List<SocketSnapshot>> logins() {
        return CompletableFuture.completedStage(List.of(socket('C', "login", 8, NOTHING)));
    }

    /** Result of {@link #waiting}. */
    public List<WaitingSnapshot> waiting = List.of(
            new WaitingSnapshot("shop", "app", "psql", "10.0.0.1", 5001, "waiting", 2, 3_000_007, "0x13", 3));

    @Override
    public CompletionStage<List<WaitingSnapshot>> waiting() {
        return CompletableFuture.completedStage(waiting);
    }

    @Override
    public CompletionStage<List<WaitingSnapshot>> longestWaiting(int most) {
        return waiting().thenApply(all -> all.stream().limit(most).toList());
    }

    /** Result of {@link #transactions}. */
    public CompletableFuture<List<TransactionSnapshot>> transactions = CompletableFuture
            .completedFuture(List.of(new TransactionSnapshot(
                    "shop", "app", "psql", "10.0.0.1", 5001, 1, 4711, "idle in transaction", 12_000_345, 6_000_078, "INSERT")));

    @Override
    public CompletionStage<List<TransactionSnapshot>> transactions() {
        return transactions;
    }

    @Override
    public CompletionStage<List<StatementSnapshot>> statements() {
        return CompletableFuture.completedStage(List.of(
                new StatementSnapshot("HOWDAH_7", 3, 2, "shop", "webapp", 42, "SELECT 1...")));
    }

    /** Result of {@link #cache}; a test may set one that changes from reading to reading. */
    public Supplier<List<CacheSnapshot>> cache = () -> List.of(
            new CacheSnapshot("shop", "on", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, "up", 11, 12, 13));

    @Override
    public CompletionStage<List<CacheSnapshot>> cache() {
        return CompletableFuture.completedStage(cache.get());
    }

    @Override
    public CompletionStage<List<CacheStatementSnapshot>> cacheStatements() {
        return CompletableFuture.completedStage(List.of(
                new CacheStatementSnapshot("shop", "app", "a1", "eligible", "", "", List.of("public.item", "public.line"), 1, 2,
                        3, 4, "SELECT 1..."),
                new CacheStatementSnapshot("shop", "web", "a2", "bypass", "writes", "a WITH query writes", List.of(), 0, 0, 5, 0,
                        "WITH gone...")));
    }

    @Override
    public CompletionStage<List<CacheRelationSnapshot>> cacheRelations() {
        return CompletableFuture.completedStage(List.of(
                new CacheRelationSnapshot("shop", "public.item", 4_294_967_295L, 1, 2, 3),
                new CacheRelationSnapshot("shop", "public.line", 16_385, 0, 0, -1)));
    }

    /** Result of {@link #cacheRedis}. */
    public Optional<CacheRedisSnapshot> cacheRedis = Optional.empty();

    @Override
    public CompletionStage<Optional<CacheRedisSnapshot>> cacheRedis() {
        return CompletableFuture.completedStage(cacheRedis);
    }

    /** Result of {@link #cacheBypasses}. */
    public Map<String, Long> cacheBypasses = Map.of("writes", 12L, "volatile_function", 13L);

    @Override
    public CompletionStage<Map<String, Long>> cacheBypasses() {
        return CompletableFuture.completedStage(cacheBypasses);
    }

    @Override
    public CompletionStage<List<LoopSnapshot>> loops() {
        return CompletableFuture.completedStage(List.of(
                new LoopSnapshot(0, "howdah-loop-1-1", "epoll", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)));
    }

    /** Result of {@link #loopLags}. */
    public CompletableFuture<List<Long>> lags = CompletableFuture.completedFuture(List.of(1_000L, 2_000_000L));

    /** Result of {@link #databaseHealth}. */
    public CompletableFuture<List<DatabaseHealth>> health = CompletableFuture
            .completedFuture(List.of(new DatabaseHealth("shop", true, false, true, null)));

    /** Result of {@link #state}. */
    public PoolerState state = new PoolerState(true, false, false);

    @Override
    public CompletionStage<List<Long>> loopLags() {
        return lags;
    }

    @Override
    public CompletionStage<List<DatabaseHealth>> databaseHealth() {
        return health;
    }

    @Override
    public CompletionStage<List<FdSnapshot>> fds() {
        return CompletableFuture.completedStage(List.of(
                new FdSnapshot(7, "client", "app", "shop", "10.0.0.1", 5001, 8, "UTF8", "on", "ISO", "UTC"),
                new FdSnapshot(6, "pooler", null, null, "0.0.0.0", 6432, 0, null, null, null, null)));
    }

    @Override
    public List<DatabaseSnapshot> databases() {
        return List.of(
                new DatabaseSnapshot("shop", "db1,db2", 5432, "store", null, 20, 1, 2, 3600, "session", "round-robin", 3, 4, 5, 6,
                        true, false));
    }

    @Override
    public List<UserSnapshot> users() {
        return List.of(new UserSnapshot("app", "7", "", null, 1, 2, 3, 4));
    }

    @Override
    public List<Setting> settings() {
        return settings;
    }

    @Override
    public List<MemorySnapshot> memory() {
        return List.of(new MemorySnapshot("heap", 1024, 3, 4), new MemorySnapshot("huge", 1 << 20, 5000, 0));
    }

    @Override
    public List<DnsHostSnapshot> dnsHosts() {
        return List.of(new DnsHostSnapshot("db1", 15, "10.0.0.3,10.0.0.4"));
    }

    @Override
    public List<PeerSnapshot> peers() {
        return List.of(new PeerSnapshot(1, "peer1", 6432, 20));
    }

    @Override
    public List<PeerPoolSnapshot> peerPools() {
        return List.of(new PeerPoolSnapshot(1, 2, 3, 4, 5));
    }

    @Override
    public CompletionStage<ListSizes> lists() {
        return CompletableFuture.completedStage(new ListSizes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14));
    }

    @Override
    public PoolerState state() {
        return state;
    }

    @Override
    public String version() {
        return "PgBouncer 1.25.2 (Howdah 0.0)";
    }
}
