package io.howdah.proxy.console;

import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.PoolerView;
import io.howdah.console.view.StatsSnapshot;
import io.howdah.proxy.client.ClientState;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.server.ServerState;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stats.PoolStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads pools and numbers of the running pooler. The counts of a loop are its own; their sum is of nearly one moment. */
public final class LivePoolerView implements PoolerView {

    private final Pools pools;

    /** @param pools what is looked at */
    public LivePoolerView(Pools pools) {
        this.pools = pools;
    }

    @Override
    public CompletionStage<List<PoolSnapshot>> pools() {
        List<PoolSnapshot> rows = new ArrayList<>();
        for (Pool pool : pools.all()) {
            rows.add(snapshot(pool));
        }
        return CompletableFuture.completedFuture(rows);
    }

    private static PoolSnapshot snapshot(Pool pool) {
        long since = pool.oldestWaitNanos();
        long waited = since == 0 ? 0 : Math.max(0, System.nanoTime() - since);
        return new PoolSnapshot(
                pool.key().database(),
                pool.key().user(),
                clients(pool, ClientState.ACTIVE),
                clients(pool, ClientState.WAITING),
                clients(pool, ClientState.ACTIVE_CANCEL),
                clients(pool, ClientState.WAITING_CANCEL),
                servers(pool, ServerState.ACTIVE),
                servers(pool, ServerState.ACTIVE_CANCEL),
                servers(pool, ServerState.BEING_CANCELED),
                servers(pool, ServerState.IDLE),
                servers(pool, ServerState.USED),
                servers(pool, ServerState.TESTED),
                servers(pool, ServerState.LOGIN),
                (int) (waited / 1_000_000_000L),
                (int) (waited % 1_000_000_000L / 1000),
                pool.mode().spelling(),
                pool.config().database().loadBalanceHosts().spelling());
    }

    private static int clients(Pool pool, ClientState state) {
        int sum = 0;
        for (PoolStats stats : pool.stats()) {
            sum += stats.clients(state.ordinal());
        }
        return Math.max(0, sum);
    }

    private static int servers(Pool pool, ServerState state) {
        int sum = 0;
        for (PoolStats stats : pool.stats()) {
            sum += stats.servers(state.ordinal());
        }
        return Math.max(0, sum);
    }

    @Override
    public CompletionStage<List<StatsSnapshot>> stats() {
        Map<String, long[]> byDatabase = new TreeMap<>();
        for (Pool pool : pools.all()) {
            long[] totals = byDatabase.computeIfAbsent(pool.key().database(), name -> new long[Counter.values().length]);
            for (PoolStats stats : pool.stats()) {
                for (Counter counter : Counter.values()) {
                    totals[counter.ordinal()] += stats.total(counter);
                }
            }
        }
        List<StatsSnapshot> rows = new ArrayList<>();
        byDatabase.forEach((database, totals) -> rows.add(new StatsSnapshot(
                database,
                totals[Counter.SERVER_ASSIGNMENT_COUNT.ordinal()],
                totals[Counter.XACT_COUNT.ordinal()],
                totals[Counter.QUERY_COUNT.ordinal()],
                totals[Counter.RECEIVED.ordinal()],
                totals[Counter.SENT.ordinal()],
                totals[Counter.XACT_TIME.ordinal()] / 1000,
                totals[Counter.QUERY_TIME.ordinal()] / 1000,
                totals[Counter.WAIT_TIME.ordinal()] / 1000)));
        return CompletableFuture.completedFuture(rows);
    }
}
