package io.howdah.bench.report;

/**
 * What one run of one contender measured. A figure that could not be had, or makes no sense for this contender, is NaN.
 *
 * @param contender its name
 * @param lap which turn, from 0: the runs of one lap follow each other and are compared with each other
 * @param tps transactions per second
 * @param meanMillis latency of a transaction, as the generator saw it; so are the percentiles
 * @param p99InTurnMillis the 99th percentile had clients been served strictly in turn
 * @param cpuUserMicros processor time of the pooler's process per transaction, in the program
 * @param cpuSystemMicros the same in the kernel on its behalf
 * @param residentBytes memory of the pooler's process at the end of the run
 * @param serverConnections the most that PostgreSQL had of this contender at any time it was asked
 * @param errors transactions that failed, and clients that gave up
 * @param complaint the first of them in words, or why the run failed as a whole; otherwise empty
 */
public record Run(String contender, int lap, double tps, double meanMillis, double p50Millis, double p95Millis, double p99Millis,
        double p99InTurnMillis, double cpuUserMicros, double cpuSystemMicros, double residentBytes, int serverConnections, long errors, String complaint) {

    /** A run that came to nothing. */
    public static Run failed(String contender, int lap, String complaint) {
        double none = Double.NaN;
        return new Run(contender, lap, none, none, none, none, none, none, none, none, none, 0, 1, complaint);
    }

    /** User and kernel together. */
    public double cpuMicros() {
        return cpuUserMicros + cpuSystemMicros;
    }
}
