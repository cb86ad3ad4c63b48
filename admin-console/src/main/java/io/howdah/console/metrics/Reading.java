package io.howdah.console.metrics;

import io.howdah.console.view.AccountSnapshot;
import io.howdah.console.view.CacheRedisSnapshot;
import io.howdah.console.view.CacheSnapshot;
import io.howdah.console.view.ClientGroup;
import io.howdah.console.view.DatabaseSnapshot;
import io.howdah.console.view.ListSizes;
import io.howdah.console.view.MeasuresSnapshot;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.PoolerView;
import io.howdah.console.view.Setting;
import io.howdah.console.view.StatsSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The data of one scrape, read within a short time.
 *
 * @param seconds duration of the reading
 */
record Reading(
        List<PoolSnapshot> pools,
        List<StatsSnapshot> stats,
        ListSizes lists,
        List<DatabaseSnapshot> databases,
        List<ClientGroup> clients,
        MeasuresSnapshot measures,
        List<Long> lags,
        List<AccountSnapshot> accounts,
        List<CacheSnapshot> cache,
        Map<String, Long> cacheBypasses,
        Optional<CacheRedisSnapshot> cacheRedis,
        List<Setting> settings,
        String version,
        double seconds) {

    /** Asks the view. @param work runs the merging of the answers */
    static CompletableFuture<Reading> of(PoolerView view, Executor work) {
        long begun = System.nanoTime();
        var pools = view.pools().toCompletableFuture();
        var stats = view.stats().toCompletableFuture();
        var lists = view.lists().toCompletableFuture();
        var clients = view.clientGroups().toCompletableFuture();
        var measures = view.measures().toCompletableFuture();
        var lags = view.loopLags().toCompletableFuture();
        var cache = view.cache().toCompletableFuture();
        var bypasses = view.cacheBypasses().toCompletableFuture();
        var redis = view.cacheRedis().toCompletableFuture();
        return CompletableFuture.allOf(pools, stats, lists, clients, measures, lags, cache, bypasses, redis)
                .thenApplyAsync(done -> new Reading(
                        pools.join(), stats.join(), lists.join(), view.databases(), clients.join(),
                        measures.join(), lags.join(), view.accounts(), cache.join(), bypasses.join(), redis.join(),
                        view.settings(),
                        view.version(),
                        (System.nanoTime() - begun) / 1e9), work);
    }

    /** A numeric setting; 0 for an unknown name. */
    double setting(String key) {
        return settings.stream().filter(setting -> setting.key().equals(key))
                .mapToDouble(setting -> Double.parseDouble(setting.value()))
                .findFirst().orElse(0);
    }
}
