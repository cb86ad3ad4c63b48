package io.howdah.console.view;

/**
 * How long things took over some time, in microseconds, each within 6.25 % of what was measured.
 *
 * @param count how many there were; the times are 0 where there were none
 * @param p50 half of them took no longer
 * @param p95 nineteen of twenty took no longer
 * @param p99 all but one of a hundred took no longer
 * @param max the longest of them
 */
public record LatencySnapshot(long count, long p50, long p95, long p99, long max) {

    /** Of nothing. */
    public static final LatencySnapshot NONE = new LatencySnapshot(0, 0, 0, 0, 0);
}
