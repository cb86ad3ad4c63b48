package io.howdah.console.live;

import io.howdah.console.view.ActivitySnapshot;
import io.howdah.console.view.CacheRedisSnapshot;
import io.howdah.console.view.CacheSnapshot;
import io.howdah.console.view.DurationsSnapshot;
import io.howdah.console.view.ListSizes;
import io.howdah.console.view.PoolName;
import io.howdah.console.view.PoolerView;
import io.howdah.console.view.TransactionSnapshot;
import io.howdah.console.view.WaitingSnapshot;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The data of one snapshot.
 *
 * @param shown the pools that the page shows
 * @param durations of these pools, in this order
 * @param watched data that only a watching browser needs; null while none watches
 */
record LiveReading(ActivitySnapshot activity, List<PoolName> shown, DurationsSnapshot durations, @Nullable Watched watched) {

    /** Length of the lists of longest waits and oldest transactions. */
    static final int MOST_CLIENTS = 10;

    /** Event loops have this long to answer; otherwise the page says which figures are missing. */
    private static final long PATIENCE_MILLIS = 2_000;

    /**
     * Answers of the event loops, and the numbers of connections.
     *
     * @param waiting longest wait first; null if the loops did not answer in time
     * @param transactions oldest first; null if the loops did not answer in time
     * @param lags of each loop, nanoseconds; null if the loops did not answer in time
     * @param cache of each database that has one; null if the cache did not answer in time
     * @param redis of the caches; null without one, or if it did not answer in time
     */
    record Watched(ListSizes lists, @Nullable List<WaitingSnapshot> waiting,
            @Nullable List<TransactionSnapshot> transactions, @Nullable List<Long> lags, @Nullable List<CacheSnapshot> cache,
            @Nullable CacheRedisSnapshot redis) {}

    /** Reads the counters alone. */
    static CompletionStage<LiveReading> ofCounters(PoolerView view, ActivitySnapshot activity, List<PoolName> shown) {
        return view.durations(shown).thenApply(durations -> new LiveReading(activity, shown, durations, null));
    }

    /** Reads everything. */
    static CompletionStage<LiveReading> ofAll(PoolerView view, ActivitySnapshot activity, List<PoolName> shown) {
        boolean somebodyWaits = activity.pools().stream().anyMatch(pool -> pool.numbers().clWaiting() > 0);
        var durations = view.durations(shown).toCompletableFuture();
        var lists = view.lists().toCompletableFuture();
        var waiting = somebodyWaits ? soon(view.longestWaiting(MOST_CLIENTS))
                : CompletableFuture.completedFuture(List.<WaitingSnapshot>of());
        var transactions = soon(view.transactions());
        var lags = soon(view.loopLags());
        var cache = soon(view.cache());
        var redis = soon(view.cacheRedis().<@Nullable CacheRedisSnapshot>thenApply(there -> there.orElse(null)));
        return CompletableFuture.allOf(durations, lists, waiting, transactions, lags, cache, redis)
                .thenApply(done -> new LiveReading(activity, shown,
                        durations.join(),
                        new Watched(lists.join(), waiting.join(), transactions.join(), lags.join(), cache.join(),
                                redis.join())));
    }

    private static <T> CompletableFuture<@Nullable T> soon(CompletionStage<T> answer) {
        return answer.toCompletableFuture().copy().completeOnTimeout(null, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
