package io.howdah.console.view;

import java.util.List;
import java.util.Map;

/**
 * What the pooler has counted since it started, beyond SHOW STATS.
 *
 * @param bounds of every histogram, seconds: how long at most what is counted there took; the last is infinity
 * @param pools ordered by database and user; the console's own is not among them
 * @param gone what pools that are no more have counted, a row a database, without user and histograms; of those with an empty name the
 *     refusals alone
 * @param loginRefusals clients who were not let in, by the reason
 */
public record MeasuresSnapshot(double[] bounds, List<PoolMeasures> pools, List<PoolMeasures> gone, Map<String, Long> loginRefusals) {

    /**
     * Of one pool, since it was made.
     *
     * @param size pool_size; 0 for no limit
     * @param waits of clients for a server, each time one was given to one; not having to wait counts too
     * @param queries of servers over a query
     * @param transactions of clients holding a server for a transaction
     * @param serverErrors errors of servers in answer to clients, by SQLSTATE
     * @param poolerErrors errors of the pooler's own, by SQLSTATE
     * @param refusals clients that did not get a server, by the reason
     * @param opened servers that have logged in
     * @param closed those of them that have gone, by the reason
     */
    public record PoolMeasures(
            String database,
            String user,
            int size,
            Histogram waits,
            Histogram queries,
            Histogram transactions,
            Map<String, Long> serverErrors,
            Map<String, Long> poolerErrors,
            Map<String, Long> refusals,
            long opened,
            Map<String, Long> closed) {}

    /**
     * How long things took.
     *
     * @param counts how many took no longer than each bound, and longer than the one before
     * @param seconds all of them together
     */
    public record Histogram(long[] counts, double seconds) {

        /** Whether nothing has been counted. */
        public boolean isEmpty() {
            for (long count : counts) {
                if (count > 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
