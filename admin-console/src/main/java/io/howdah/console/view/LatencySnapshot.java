package io.howdah.console.view;

/**
 * Percentiles of durations over some time, in microseconds, accurate to 6.25 %.
 *
 * @param count number of durations; if it is 0, the percentiles are 0
 * @param p50 half of the durations are not longer
 * @param p95 95 of 100 are not longer
 * @param p99 99 of 100 are not longer
 * @param max the longest
 */
public record LatencySnapshot(long count, long p50, long p95, long p99, long max) {

    /** No durations. */
    public static final LatencySnapshot NONE = new LatencySnapshot(0, 0, 0, 0, 0);
}
