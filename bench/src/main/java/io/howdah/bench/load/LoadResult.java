package io.howdah.bench.load;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * The result of a load.
 *
 * @param transactions transactions that ended without an error
 * @param statements statements of these transactions, without BEGIN and COMMIT
 * @param errors errors by SQLSTATE, the first of each transaction. Errors while connecting and warming up count too, for no error
 *     is acceptable. 08001 stands for a failed connection attempt and 08006 for a lost connection
 * @param measuredSeconds the real length of the counting; shorter than planned if the load was stopped
 * @param latencies latencies of transactions, in microseconds: in a closed loop since the sending, in an open loop since the time
 *     at which the client should have sent
 * @param inTurn latencies if the target had served the clients strictly in turn, at its real speed: see {@link Rotation}. Empty
 *     except for a closed loop whose clients stay connected
 * @param clients clients logged in at the end of the counting
 * @param loginsPerSecond logins while measuring if each transaction connects; otherwise while all clients connected
 * @param overdue in an open loop, transactions that found no free client before the end. Their latencies are missing. Many of
 *     them mean that the rate is more than the target can serve
 * @param updates acknowledged updates from the first connection to the last, not only while measuring: the table must show all of
 *     them
 * @param firstErrors the texts of the first few errors
 */
public record LoadResult(long transactions, long statements, SortedMap<String, Long> errors, double measuredSeconds,
        Histogram latencies, Histogram inTurn, int clients, double loginsPerSecond, long overdue, long updates,
        List<String> firstErrors) {

    /** Stands among the SQLSTATEs for answers that were no errors, but were wrong for the request. */
    public static final String WRONG_ANSWER = "wrong answer";

    public LoadResult {
        errors = Collections.unmodifiableSortedMap(new TreeMap<>(errors));
        firstErrors = List.copyOf(firstErrors);
    }

    /** Transactions per second. */
    public double tps() {
        return measuredSeconds > 0 ? transactions / measuredSeconds : 0;
    }

    /** The number of errors of all SQLSTATEs. */
    public long errorCount() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /** @param percentile 0 to 100 */
    public double latencyMillis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e3;
    }
}
