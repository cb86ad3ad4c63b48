package io.howdah.bench.load;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What was counted while it was measured.
 *
 * @param transactions that ended well
 * @param statements of those, BEGIN and COMMIT not counted
 * @param errors by SQLSTATE; from connecting, warm-up and measuring together, for an error is never fine
 * @param measuredSeconds how long was really counted: shorter than planned where the load was stopped
 * @param latencies of transactions, in microseconds: in a closed loop from the sending, in an open one from when it should have
 *     been sent
 * @param clients logged in when measuring began
 * @param loginsPerSecond while measuring, where each transaction connects; otherwise while all clients connected
 * @param firstErrors the first few errors in words
 */
public record LoadResult(long transactions, long statements, SortedMap<String, Long> errors, double measuredSeconds,
        Histogram latencies, int clients, double loginsPerSecond, List<String> firstErrors) {

    /** The SQLSTATE under which it counts that a connection ended, or could not be had. */
    public static final String CONNECTION_FAILURE = "08006";

    public LoadResult {
        errors = Collections.unmodifiableSortedMap(new TreeMap<>(errors));
        firstErrors = List.copyOf(firstErrors);
    }

    /** Transactions per second. */
    public double tps() {
        return measuredSeconds > 0 ? transactions / measuredSeconds : 0;
    }

    /** Of all SQLSTATEs. */
    public long errorCount() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /** @param percentile 0 to 100 */
    public double latencyMillis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e3;
    }
}
