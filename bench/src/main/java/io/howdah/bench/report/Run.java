package io.howdah.bench.report;

/**
 * The results of one contender's run. A figure is NaN if it is unknown or makes no sense for the contender.
 *
 * @param contender name of the contender
 * @param lap number of the lap, from 0: the runs of one lap follow each other and are compared with each other
 * @param tps transactions per second
 * @param meanMillis mean latency of a transaction, seen from the generator, like the percentiles
 * @param p99InTurnMillis the 99th percentile if the target had served clients strictly in turn
 * @param cpuUserMicros processor time of the pooler's process per transaction, in the program
 * @param cpuSystemMicros processor time of the pooler's process per transaction, in the kernel
 * @param residentBytes memory of the pooler's process at the end of the run
 * @param serverConnections the highest number of this contender's connections that PostgreSQL reported
 * @param errors failed transactions, and clients that gave up
 * @param complaint text of the first error, or of the reason why the whole run failed; otherwise empty
 */
public record Run(String contender, int lap, double tps, double meanMillis, double p50Millis, double p95Millis, double p99Millis,
        double p99InTurnMillis, double cpuUserMicros, double cpuSystemMicros, double residentBytes, int serverConnections,
        long errors, String complaint) {

    /** A run without results. */
    public static Run failed(String contender, int lap, String complaint) {
        double none = Double.NaN;
        return new Run(contender, lap, none, none, none, none, none, none, none, none, none, 0, 1, complaint);
    }

    /** Processor time of program and kernel together. */
    public double cpuMicros() {
        return cpuUserMicros + cpuSystemMicros;
    }
}
