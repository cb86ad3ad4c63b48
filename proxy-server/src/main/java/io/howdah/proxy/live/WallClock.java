package io.howdah.proxy.live;

import java.time.Instant;

/** Converts System.nanoTime() to the time of day and to durations up to now, all by one pair of readings. */
final class WallClock {

    private final Instant now = Instant.now();
    private final long nowNanos = System.nanoTime();

    Instant instant(long nanos) {
        return now.minusNanos(nowNanos - nanos);
    }

    /** Microseconds; never negative. */
    long microsSince(long nanos) {
        return Math.max(0, (nowNanos - nanos) / 1000);
    }
}
