package io.howdah.proxy.live;

import io.howdah.console.view.AccountSnapshot;
import io.howdah.console.view.MeasuresSnapshot;
import io.howdah.proxy.auth.AuthQueryCounts;
import io.howdah.proxy.client.login.ClientListener;
import io.howdah.proxy.client.login.LoginRefusals;
import io.howdah.proxy.ledger.Ledger;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.pool.RefusalReason;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stats.LatencyCounts;
import io.howdah.proxy.stats.LatencyHistogram;
import io.howdah.proxy.stats.PoolStats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongBiFunction;

/** Reads the pools' counters beyond SHOW STATS: durations, errors, refusals, servers opened and closed. Any thread. */
public final class MeasureReader {

    private static final long MILLI = 1_000_000;

    /** Bounds for alerts: tenths of milliseconds for a healthy pooler, up to a minute, after which clients give up. */
    private static final LatencyCounts.Bounds BOUNDS = new LatencyCounts.Bounds(
            MILLI / 10, MILLI / 4, MILLI / 2, MILLI, 5 * MILLI / 2, 5 * MILLI, 10 * MILLI, 25 * MILLI, 50 * MILLI, 100 * MILLI,
            200 * MILLI, 500 * MILLI, 1_000 * MILLI, 2_500 * MILLI, 5_000 * MILLI, 10_000 * MILLI, 30_000 * MILLI,
            60_000 * MILLI);

    private final Pools pools;
    private final Supplier<List<ClientListener>> listeners;
    private final Ledger ledger;
    private final AuthQueryCounts lookups;
    private final Executor work;

    /** @param work makes the rows */
    public MeasureReader(Pools pools, Supplier<List<ClientListener>> listeners, Ledger ledger, AuthQueryCounts lookups,
            Executor work) {
        this.lookups = lookups;
        this.pools = pools;
        this.listeners = listeners;
        this.ledger = ledger;
        this.work = work;
    }

    List<AccountSnapshot> accounts() {
        return ledger.accounts().stream()
                .map(account -> new AccountSnapshot(account.name().replaceFirst("_bytes$", ""), account.held(), account.limit()))
                .toList();
    }

    CompletionStage<MeasuresSnapshot> measures() {
        return CompletableFuture.supplyAsync(this::read, work);
    }

    private MeasuresSnapshot read() {
        Pools.Counted counted = pools.counted();
        List<MeasuresSnapshot.PoolMeasures> gone = new ArrayList<>();
        counted.gone().forEach((database, stats) -> gone.add(row(database, "", 0, stats)));
        gone.add(row("", "", 0, counted.others()));
        return new MeasuresSnapshot(BOUNDS.seconds(), counted.pools().stream().map(MeasureReader::row).toList(), gone,
                loginRefusals(), Map.of("asked", lookups.queries(), "kept", lookups.answersKept(), "failed", lookups.failures()));
    }

    private static MeasuresSnapshot.PoolMeasures row(Pool pool) {
        return row(pool.key().database(), pool.key().user(), pool.config().pool().poolSize(), pool.stats());
    }

    private static MeasuresSnapshot.PoolMeasures row(String database, String user, int size, PoolStats... byLoop) {
        long waited = sum(byLoop, Counter.WAIT_TIME);
        Map<String, Long> serverErrors = new HashMap<>();
        Map<String, Long> poolerErrors = new HashMap<>();
        long opened = 0;
        for (PoolStats stats : byLoop) {
            stats.serverErrors().addTo(serverErrors);
            stats.poolerErrors().addTo(poolerErrors);
            opened += stats.serversOpened();
        }
        return new MeasuresSnapshot.PoolMeasures(
                database,
                user,
                size,
                histogram(byLoop, PoolStats::waits, waited),
                // PgBouncer's times include the wait, the histograms do not.
                histogram(byLoop, PoolStats::queries, sum(byLoop, Counter.QUERY_TIME) - waited),
                histogram(byLoop, PoolStats::transactions, sum(byLoop, Counter.XACT_TIME) - waited),
                serverErrors,
                poolerErrors,
                byReason(byLoop, RefusalReason.values(), (stats, reason) -> stats.refusals(reason.ordinal())),
                opened,
                byReason(byLoop, DisconnectReason.values(), (stats, reason) -> stats.serversClosed(reason.ordinal())));
    }

    private static long sum(PoolStats[] byLoop, Counter counter) {
        long sum = 0;
        for (PoolStats stats : byLoop) {
            sum += stats.total(counter);
        }
        return sum;
    }

    private static MeasuresSnapshot.Histogram histogram(PoolStats[] byLoop, Function<PoolStats, LatencyHistogram> which,
            long nanos) {
        LatencyCounts counts = new LatencyCounts();
        for (PoolStats stats : byLoop) {
            counts.add(which.apply(stats));
        }
        return new MeasuresSnapshot.Histogram(counts.between(BOUNDS), Math.max(0, nanos) / 1e9);
    }

    private static <E extends Enum<E>> Map<String, Long> byReason(PoolStats[] byLoop, E[] reasons,
            ToLongBiFunction<PoolStats, E> count) {
        Map<String, Long> sums = new HashMap<>();
        for (E reason : reasons) {
            for (PoolStats stats : byLoop) {
                long some = count.applyAsLong(stats, reason);
                if (some > 0) {
                    sums.merge(word(reason), some, Long::sum);
                }
            }
        }
        return sums;
    }

    private Map<String, Long> loginRefusals() {
        Map<String, Long> sums = new HashMap<>();
        for (LoginRefusals.Reason reason : LoginRefusals.Reason.values()) {
            listeners.get().forEach(listener -> sums.merge(word(reason), listener.places().refusals().count(reason), Long::sum));
        }
        return sums;
    }

    private static String word(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
