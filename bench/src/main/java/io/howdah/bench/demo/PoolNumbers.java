package io.howdah.bench.demo;

import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.PoolerView;
import io.howdah.console.view.StatsSnapshot;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** Writes one line about all pools together, with rates since the last line. */
final class PoolNumbers {

    private static final long PATIENCE_SECONDS = 2;

    private final PoolerView view;
    private long lastTime = System.nanoTime();
    private long lastTransactions;
    private long lastQueries;

    PoolNumbers(PoolerView view) {
        this.view = view;
    }

    String line() throws InterruptedException {
        try {
            List<PoolSnapshot> pools = view.pools().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            List<StatsSnapshot> stats = view.stats().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return clientsAndServers(pools) + rates(stats);
        } catch (ExecutionException | TimeoutException e) {
            return "no numbers: " + e;
        }
    }

    private static String clientsAndServers(List<PoolSnapshot> pools) {
        return "clients %d active, %d waiting | servers %d active, %d idle".formatted(
                sum(pools, PoolSnapshot::clActive), sum(pools, PoolSnapshot::clWaiting),
                sum(pools, PoolSnapshot::svActive),
                sum(pools, PoolSnapshot::svIdle) + sum(pools, PoolSnapshot::svUsed));
    }

    private String rates(List<StatsSnapshot> stats) {
        long now = System.nanoTime();
        long transactions = total(stats, row -> row.totals().xactCount());
        long queries = total(stats, row -> row.totals().queryCount());
        double seconds = Math.max(1, now - lastTime) / 1e9;
        String text = " | %.0f transactions/s, %.0f queries/s, %d queries in all".formatted(
                (transactions - lastTransactions) / seconds, (queries - lastQueries) / seconds, queries);
        lastTime = now;
        lastTransactions = transactions;
        lastQueries = queries;
        return text;
    }

    private static int sum(List<PoolSnapshot> pools, ToIntFunction<PoolSnapshot> column) {
        return pools.stream().mapToInt(column).sum();
    }

    private static long total(List<StatsSnapshot> stats, ToLongFunction<StatsSnapshot> column) {
        return stats.stream().mapToLong(column).sum();
    }
}
