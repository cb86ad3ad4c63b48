package io.howdah.proxy.live;

import io.howdah.console.view.ActivitySnapshot;
import io.howdah.console.view.DurationsSnapshot;
import io.howdah.console.view.PoolName;
import io.howdah.proxy.client.login.ClientListener;
import io.howdah.proxy.client.login.LoginRefusals;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.PoolKey;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.pool.RefusalReason;
import io.howdah.proxy.pool.WaitCause;
import io.howdah.proxy.server.login.LoginFailure;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stats.LatencyCounts;
import io.howdah.proxy.stats.PoolStats;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads state and counters for readers that ask every second, and no more. Any thread. */
public final class ActivityReader {

    private static final RefusalReason[] REFUSALS = RefusalReason.values();

    /** The duration that each count of a histogram stands for, microseconds. */
    private static final long[] MICROS = Arrays.stream(LatencyCounts.middles()).map(nanos -> nanos / 1000).toArray();

    private final Pools pools;
    private final Supplier<List<ClientListener>> listeners;
    private final Executor work;

    /**
     * @param listeners all listeners for clients
     * @param work makes the rows
     */
    public ActivityReader(Pools pools, Supplier<List<ClientListener>> listeners, Executor work) {
        this.pools = pools;
        this.listeners = listeners;
        this.work = work;
    }

    CompletionStage<ActivitySnapshot> activity() {
        return CompletableFuture.supplyAsync(this::read, work);
    }

    private ActivitySnapshot read() {
        Map<String, Long> serverErrors = new HashMap<>();
        Map<String, Long> poolerErrors = new HashMap<>();
        Map<String, Long> refusals = new HashMap<>();
        for (LoginRefusals.Reason reason : LoginRefusals.Reason.values()) {
            listeners.get()
                    .forEach(listener -> refusals.merge(word(reason), listener.places().refusals().count(reason), Long::sum));
        }
        Pools.Counted counted = pools.counted();
        counted.gone().values().forEach(stats -> {
            stats.serverErrors().addTo(serverErrors);
            stats.poolerErrors().addTo(poolerErrors);
            addRefusals(stats, refusals);
        });
        addRefusals(counted.others(), refusals);
        List<ActivitySnapshot.PoolActivity> rows = counted.pools().stream()
                .map(pool -> row(pool, serverErrors, poolerErrors, refusals))
                .sorted((one, other) -> one.name().compareTo(other.name())).toList();
        refusals.values().removeIf(count -> count == 0);
        return new ActivitySnapshot(rows, serverErrors, poolerErrors, refusals);
    }

    private static ActivitySnapshot.PoolActivity row(
            Pool pool, Map<String, Long> serverErrors, Map<String, Long> poolerErrors, Map<String, Long> refusals) {
        long queries = 0;
        long transactions = 0;
        long refused = 0;
        Map<String, Long> server = new HashMap<>();
        Map<String, Long> pooler = new HashMap<>();
        for (PoolStats stats : pool.stats()) {
            queries += stats.total(Counter.QUERY_COUNT);
            transactions += stats.total(Counter.XACT_COUNT);
            stats.serverErrors().addTo(server);
            stats.poolerErrors().addTo(pooler);
            refused += addRefusals(stats, refusals);
        }
        server.forEach((state, count) -> serverErrors.merge(state, count, Long::sum));
        pooler.forEach((state, count) -> poolerErrors.merge(state, count, Long::sum));
        return new ActivitySnapshot.PoolActivity(
                new PoolName(pool.key().database(), pool.key().user()), PoolNumbers.row(pool),
                pool.config().pool().poolSize(), pool.config().pool().reservePoolSize(),
                queries, transactions, sum(server) + sum(pooler), refused, standing(pool));
    }

    /** @return the sum */
    private static long addRefusals(PoolStats stats, Map<String, Long> refusals) {
        long all = 0;
        for (RefusalReason reason : REFUSALS) {
            long some = stats.refusals(reason.ordinal());
            if (some > 0) {
                all += some;
                refusals.merge(word(reason), some, Long::sum);
            }
        }
        return all;
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static ActivitySnapshot.Standing standing(Pool pool) {
        WaitCause cause = pool.waitCause();
        LoginFailure failure = pool.problem();
        if (cause == WaitCause.NOBODY && failure == null) {
            return ActivitySnapshot.Standing.WELL;
        }
        return new ActivitySnapshot.Standing(cause == WaitCause.NOBODY ? "" : word(cause),
                failure == null ? "" : failure.host() + ": " + failure.error().message());
    }

    private static String word(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    CompletionStage<DurationsSnapshot> durations(List<PoolName> names) {
        return CompletableFuture.supplyAsync(() -> read(names), work);
    }

    private DurationsSnapshot read(List<PoolName> names) {
        LatencyCounts waits = new LatencyCounts();
        LatencyCounts queries = new LatencyCounts();
        Map<PoolKey, Pool> byKey = new HashMap<>();
        for (Pool pool : pools.all()) {
            byKey.put(pool.key(), pool);
            add(pool, waits, queries);
        }
        return new DurationsSnapshot(MICROS, new DurationsSnapshot.PoolDurations(waits.byBucket(), queries.byBucket()),
                names.stream().map(name -> durations(byKey.get(new PoolKey(name.database(), name.user())))).toList());
    }

    private static DurationsSnapshot.PoolDurations durations(@Nullable Pool pool) {
        LatencyCounts waits = new LatencyCounts();
        LatencyCounts queries = new LatencyCounts();
        if (pool != null) {
            add(pool, waits, queries);
        }
        return new DurationsSnapshot.PoolDurations(waits.byBucket(), queries.byBucket());
    }

    private static void add(Pool pool, LatencyCounts waits, LatencyCounts queries) {
        for (PoolStats stats : pool.stats()) {
            waits.add(stats.waits());
            queries.add(stats.queries());
        }
    }
}
