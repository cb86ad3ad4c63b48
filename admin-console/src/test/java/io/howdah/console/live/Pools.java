package io.howdah.console.live;

import io.howdah.console.view.ActivitySnapshot;
import io.howdah.console.view.ActivitySnapshot.PoolActivity;
import io.howdah.console.view.ActivitySnapshot.Standing;
import io.howdah.console.view.DurationsSnapshot;
import io.howdah.console.view.DurationsSnapshot.PoolDurations;
import io.howdah.console.view.PoolName;
import io.howdah.console.view.PoolSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Pools made by hand. */
final class Pools {

    /** The durations of the counts, in microseconds. */
    static final long[] MICROS = {0, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000};

    private final AtomicLong readings = new AtomicLong();
    private final List<PoolActivity> pools = new ArrayList<>();
    private long[] waits = {90, 5, 5, 0, 0, 0, 0};

    static PoolActivity pool(String database, String user, int clients, int waiting, int busy, int idle, int maxwaitMillis,
            Standing standing) {
        PoolSnapshot numbers = new PoolSnapshot(database, user, clients, waiting, 0, 0, busy, 0, 0, idle, 0, 0, 0,
                maxwaitMillis / 1000, maxwaitMillis % 1000 * 1000, "transaction", null);
        return new PoolActivity(new PoolName(database, user), numbers, 20, 0, 0, 0, 0, 0, standing);
    }

    Pools add(PoolActivity pool) {
        pools.add(pool);
        return this;
    }

    /** Waits of clients since the reading before: a count for each of {@link #MICROS}. */
    Pools waits(long... counts) {
        waits = counts;
        return this;
    }

    /** From one reading to the next each pool has a hundred more queries. */
    CompletableFuture<ActivitySnapshot> activity(Map<String, Long> serverErrors, Map<String, Long> refusals) {
        long more = readings.incrementAndGet() * 100;
        List<PoolActivity> now = pools.stream()
                .map(pool -> new PoolActivity(pool.name(), pool.numbers(), pool.size(), pool.reserve(),
                        more, more, pool.errors() * readings.get(), pool.refusals(), pool.standing()))
                .toList();
        return CompletableFuture.completedFuture(new ActivitySnapshot(now, serverErrors, Map.of(), refusals));
    }

    DurationsSnapshot durations(List<PoolName> names) {
        PoolDurations each = new PoolDurations(times(waits), times(new long[] {0, 50, 45, 4, 1, 0, 0}));
        return new DurationsSnapshot(MICROS, each, names.stream().map(name -> each).toList());
    }

    private long[] times(long[] counts) {
        long[] all = new long[counts.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = counts[i] * readings.get();
        }
        return all;
    }
}
