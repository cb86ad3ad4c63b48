package io.howdah.console.metrics;

import io.howdah.console.view.AccountSnapshot;
import io.howdah.console.view.ClientGroup;
import io.howdah.console.view.DatabaseSnapshot;
import io.howdah.console.view.ListSizes;
import io.howdah.console.view.MeasuresSnapshot;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.PoolerView;
import io.howdah.console.view.Setting;
import io.howdah.console.view.StatsSnapshot;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Everything a scrape tells of the pooler, read at nearly one moment.
 *
 * @param seconds how long reading took
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
        List<Setting> settings,
        String version,
        double seconds) {

    /** Asks the view. @param work where the answers are put together */
    static CompletableFuture<Reading> of(PoolerView view, Executor work) {
        long begun = System.nanoTime();
        var pools = view.pools().toCompletableFuture();
        var stats = view.stats().toCompletableFuture();
        var lists = view.lists().toCompletableFuture();
        var clients = view.clientGroups().toCompletableFuture();
        var measures = view.measures().toCompletableFuture();
        var lags = view.loopLags().toCompletableFuture();
        return CompletableFuture.allOf(pools, stats, lists, clients, measures, lags).thenApplyAsync(done -> new Reading(
                pools.join(), stats.join(), lists.join(), view.databases(), clients.join(),
                measures.join(), lags.join(), view.accounts(), view.settings(), view.version(),
                (System.nanoTime() - begun) / 1e9), work);
    }

    /** A setting that is a number; 0 where there is none of that name. */
    double setting(String key) {
        return settings.stream().filter(setting -> setting.key().equals(key)).mapToDouble(setting -> Double.parseDouble(setting.value()))
                .findFirst().orElse(0);
    }
}
