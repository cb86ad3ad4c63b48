package io.howdah.console.live;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Percentiles of the last five to ten seconds, or of the time since the last reading if that was longer ago. */
final class RecentDurations {

    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(5);

    private long @Nullable [] older;
    private long @Nullable [] newer;
    private long newerNanos;

    /**
     * Takes one reading.
     *
     * @param counts since the pool was made; kept, so the caller must not change it
     * @return null if nothing was counted, or this is the first reading
     */
    @Nullable
    Percentiles add(long[] counts, long[] micros, long nowNanos) {
        if (older == null || newer == null) {
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
