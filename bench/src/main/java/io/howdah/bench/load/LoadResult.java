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
 * @param errors by SQLSTATE, the first of each transaction; from connecting, warm-up and measuring together, for an error is never
 *     fine; 08001 where a connection could not be had and 08006 where it ended
 * @param measuredSeconds how long was really counted: shorter than planned where the load was stopped
 * @param latencies of transactions, in microseconds: in a closed loop from the sending, in an open one from when it should have
 *     been sent
 * @param inTurn what they would have been had clients been served strictly in turn, and the target as fast as it was at any time: see
 *     {@link Rotation}; empty but for a closed loop whose clients stay
 * @param clients logged in when measuring began
 * @param loginsPerSecond while measuring, where each transaction connects; otherwise while all clients connected
 * @param overdue in an open loop, transactions that should have begun before the end and had not, for want of a free client: their
 *     latencies are missing, and many of them mean that the rate is more than the target can do
 * @param updates acknowledged from the first connection to the last, not only while measuring: what the table has to show
 * @param firstErrors the first few errors in words
 */
public record LoadResult(long transactions, long statements, SortedMap<String, Long> errors, double measuredSeconds,
        Histogram latencies, Histogram inTurn, int clients, double loginsPerSecond, long overdue, long updates, List<String> firstErrors) {

    /** Stands among the SQLSTATEs for answers that came without an error and were not to what had been asked. */
    public static final String WRONG_ANSWER = "wrong answer";

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
