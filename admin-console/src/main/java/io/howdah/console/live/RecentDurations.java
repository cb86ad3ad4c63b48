package io.howdah.console.live;

import java.util.concurrent.TimeUnit;

/** How long things took of late: over the last five to ten seconds, or since the reading before where that is longer ago. */
final class RecentDurations {

    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(5);

    private long[] older;
    private long[] newer;
    private long newerNanos;

    /**
     * One reading.
     *
     * @param counts since the pool was made; kept, and not to be changed
     * @return null where nothing has been counted, or there is no earlier reading
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
