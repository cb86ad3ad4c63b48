package io.howdah.proxy.live;

import io.howdah.console.view.ExtendedPoolSnapshot;
import io.howdah.console.view.LatencySnapshot;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.PoolKey;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.stats.LatencyCounts;
import io.howdah.proxy.stats.PoolStats;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Reads the latencies of each pool: SHOW POOLS_EXTENDED. Like the averages of SHOW STATS, they cover the time from the older of
 * the last two beginnings of a stats_period to now. Any thread. With many pools the sums take milliseconds, so they must not run
 * on a loop.
 */
public final class PoolLatencies {

    /** The counts of one pool up to some moment. */
    private record Counts(LatencyCounts waits, LatencyCounts queries, LatencyCounts transactions) {

        static final Counts NONE = new Counts(new LatencyCounts(), new LatencyCounts(), new LatencyCounts());

        static Counts of(PoolStats[] byLoop) {
            Counts counts = new Counts(new LatencyCounts(), new LatencyCounts(), new LatencyCounts());
            for (PoolStats stats : byLoop) {
                counts.waits.add(stats.waits());
                counts.queries.add(stats.queries());
                counts.transactions.add(stats.transactions());
            }
            return counts;
        }

        /** The counts of an unused pool need not be kept. */
        boolean isUsed() {
            return waits.total() > 0;
        }
    }

    private record Moment(long nanos, Map<PoolKey, Counts> byPool) {
        Counts of(PoolKey pool) {
            return byPool.getOrDefault(pool, Counts.NONE);
        }
    }

    private final Pools pools;
    private final PoolNumbers numbers;
    private final Executor work;
    private volatile Moment older;
    private volatile Moment newer;

    /**
     * @param work makes the rows
     * @param startNanos the pooler's start, by System.nanoTime()
     */
    public PoolLatencies(Pools pools, PoolNumbers numbers, Executor work, long startNanos) {
        this.pools = pools;
        this.numbers = numbers;
        this.work = work;
        older = new Moment(startNanos, Map.of());
        newer = older;
    }

    /** A stats_period ends. */
    public void periodEnds(long nowNanos) {
        Moment now = new Moment(nowNanos, counts());
        older = newer;
        newer = now;
    }

    private Map<PoolKey, Counts> counts() {
        Map<PoolKey, Counts> byPool = new HashMap<>();
        for (Pool pool : pools.all()) {
            Counts counts = Counts.of(pool.stats());
            if (counts.isUsed()) {
                byPool.put(pool.key(), counts);
            }
        }
        return byPool;
    }

    CompletionStage<List<ExtendedPoolSnapshot>> pools() {
        return CompletableFuture.supplyAsync(this::rows, work);
    }

    private List<ExtendedPoolSnapshot> rows() {
        Moment before = older;
        Map<PoolKey, Counts> now = counts();
        int seconds = (int) ((System.nanoTime() - before.nanos) / 1_000_000_000L);
        return numbers.pools().stream().map(pool -> row(pool, seconds, before, now)).toList();
    }

    private static ExtendedPoolSnapshot row(PoolSnapshot pool, int seconds, Moment before, Map<PoolKey, Counts> now) {
        PoolKey key = new PoolKey(pool.database(), pool.user());
        Counts last = before.of(key);
        Counts counts = now.getOrDefault(key, Counts.NONE);
        return new ExtendedPoolSnapshot(pool, seconds,
                latency(counts.waits.since(last.waits)),
                latency(counts.queries.since(last.queries)),
                latency(counts.transactions.since(last.transactions)));
    }

    private static LatencySnapshot latency(LatencyCounts counts) {
        return new LatencySnapshot(counts.total(), micros(counts, 0.5), micros(counts, 0.95), micros(counts, 0.99),
                micros(counts, 1));
    }

    private static long micros(LatencyCounts counts, double share) {
        return counts.percentile(share) / 1000;
    }
}
