package io.howdah.console.view;

import java.util.List;
import java.util.Map;

/**
 * Counters since the pooler's start, beyond SHOW STATS.
 *
 * @param bounds upper bounds of every histogram's buckets, in seconds; the last is infinity
 * @param pools ordered by database and user, without the console's own pool
 * @param gone counts of former pools, one row per database, without user and histograms. The row with an empty name has only
 *     refusals.
 * @param loginRefusals clients refused at login, by reason
 * @param authQueries lookups of users by auth_query, by what came of them
 */
public record MeasuresSnapshot(double[] bounds, List<PoolMeasures> pools, List<PoolMeasures> gone,
        Map<String, Long> loginRefusals, Map<String, Long> authQueries) {

    /**
     * One pool, counted since the pool was made.
     *
     * @param size pool_size; 0 for no limit
     * @param waits for a server, each time a client got one; a client that did not have to wait counts too
     * @param queries the servers' time for queries
     * @param transactions the time clients held a server for a transaction
     * @param serverErrors errors of servers in answer to clients, by SQLSTATE
     * @param poolerErrors errors of the pooler's own, by SQLSTATE
     * @param refusals clients that did not get a server, by reason
     * @param opened server connections that have logged in
     * @param closed server connections that had logged in and have closed, by reason
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
     * A histogram of durations.
     *
     * @param counts per bucket: durations up to the bucket's bound and longer than the bound before
     * @param seconds sum of all durations
     */
    public record Histogram(long[] counts, double seconds) {

        /** Whether the histogram has no counts. */
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
