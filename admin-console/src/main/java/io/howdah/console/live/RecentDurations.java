package io.howdah.console.live;

import java.util.concurrent.TimeUnit;

/** Percentiles of the last five to ten seconds, or of the time since the last reading if that was longer ago. */
final class RecentDurations {

    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(5);

    private long[] older;
    private long[] newer;
    private long newerNanos;

    /**
     * Takes one reading.
     *
     * @param counts since the pool was made; kept, so the caller must not change it
     * @return null if nothing was counted, or this is the first reading
     */
    Percentiles add(long[] counts, long[] micros, long nowNanos) {
        if (older == null) {
            older = counts;
            newer = counts;
            newerNanos = nowNanos;
            return null;
        }
        Percentiles recent = Percentiles.between(older, counts, micros);
        if (nowNanos - newerNanos >= PERIOD_NANOS) {
            older = newer;
            newer = counts;
            newerNanos = nowNanos;
        }
        return recent;
    }
}
