package io.howdah.console.live;

import org.jspecify.annotations.Nullable;

/**
 * Percentiles of durations.
 *
 * @param p50 microseconds; half of the durations are not longer
 * @param p95 95 of 100 are not longer
 * @param p99 99 of 100 are not longer
 */
record Percentiles(long p50, long p95, long p99) {

    /**
     * The percentiles of the durations counted between two moments.
     *
     * @param micros the duration that each count stands for
     * @return null if nothing was counted
     */
    static @Nullable Percentiles between(long[] before, long[] now, long[] micros) {
        long total = 0;
        for (int i = 0; i < now.length; i++) {
            total += counted(before, now, i);
        }
        return total == 0 ? null
                : new Percentiles(at(before, now, micros, total, 0.50), at(before, now, micros, total, 0.95),
                        at(before, now, micros, total, 0.99));
    }

    /** Never negative: a pool may have gone and come back with new counters. */
    private static long counted(long[] before, long[] now, int i) {
        return Math.max(0, now[i] - before[i]);
    }

    private static long at(long[] before, long[] now, long[] micros, long total, double share) {
        long rank = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (int i = 0; i < now.length; i++) {
            seen += counted(before, now, i);
            if (seen >= rank) {
                return micros[i];
            }
        }
        return micros[micros.length - 1];
    }
}
