package io.howdah.console.live;

import io.howdah.console.view.ActivitySnapshot.PoolActivity;
import io.howdah.console.view.DurationsSnapshot.PoolDurations;
import io.howdah.console.view.PoolSnapshot;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Follows one pool from reading to reading: its rates per second and its rank on the page. Not thread-safe. */
final class PoolTrack {

    /** The part of the old rank that a reading keeps. */
    private static final double KEPT = 0.8;

    private @Nullable PoolActivity last;
    private double queries;
    private double errors;
    private double waitingRank;
    private double busyRank;
    private @Nullable RecentDurations waits;
    private @Nullable RecentDurations durations;

    /** Takes one reading. @param seconds since the reading before */
    void add(PoolActivity now, double seconds) {
        if (last != null) {
            queries = perSecond(last.queries(), now.queries(), seconds);
            errors = perSecond(last.errors(), now.errors(), seconds);
        }
        waitingRank = waitingRank * KEPT + now.numbers().clWaiting();
        busyRank = busyRank * KEPT + queries + busy(now.numbers()) + now.numbers().clActive() / 100.0;
        last = now;
    }

    private static double perSecond(long before, long now, double seconds) {
        return seconds <= 0 ? 0 : Math.max(0, now - before) / seconds;
    }

    static int busy(PoolSnapshot pool) {
        return pool.svActive() + pool.svBeingCanceled();
    }

    static int idle(PoolSnapshot pool) {
        return pool.svIdle() + pool.svUsed() + pool.svTested();
    }

    /** The last reading; there is one from {@link #add} on. */
    PoolActivity last() {
        return Objects.requireNonNull(last);
    }

    double queries() {
        return queries;
    }

    double errors() {
        return errors;
    }

    /** Positive if the other pool has the higher rank. */
    int compareRank(PoolTrack other) {
        int byWaiting = Double.compare(other.waitingRank, waitingRank);
        return byWaiting != 0 ? byWaiting : Double.compare(other.busyRank, busyRank);
    }

    /** The page no longer shows the pool. */
    void forgetDurations() {
        waits = null;
        durations = null;
    }

    Point point(PoolDurations counts, long[] micros, long nowNanos) {
        if (waits == null || durations == null) {
            waits = new RecentDurations();
            durations = new RecentDurations();
        }
        PoolSnapshot numbers = last().numbers();
        return new Point(numbers.clActive(), numbers.clWaiting(), busy(numbers), idle(numbers), queries, errors,
                waits.add(counts.waits(), micros, nowNanos), durations.add(counts.queries(), micros, nowNanos));
    }
}
