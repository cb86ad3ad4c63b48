package io.howdah.console.view;

import java.util.List;
import java.util.Map;

/**
 * What pools do and have counted, for those who look every second: little is read for it, and nothing on an event loop.
 *
 * @param pools ordered by database and user; the console's own is not among them
 * @param serverErrors errors of servers in answer to clients, of all pools, by SQLSTATE
 * @param poolerErrors errors of the pooler's own, of all pools, by SQLSTATE
 * @param refusals clients that were not let in, or did not get a server, by the reason
 */
public record ActivitySnapshot(
        List<PoolActivity> pools, Map<String, Long> serverErrors, Map<String, Long> poolerErrors, Map<String, Long> refusals) {

    /**
     * One pool. Counts are since it was made.
     *
     * @param name whose it is
     * @param numbers what its clients and servers are doing
     * @param size pool_size; 0 for no limit
     * @param reserve reserve_pool_size
     * @param queries ended
     * @param transactions ended
     * @param errors told to clients, the server's and the pooler's own
     * @param refusals clients that did not get a server
     * @param standing what keeps clients waiting
     */
    public record PoolActivity(
            PoolName name,
            PoolSnapshot numbers,
            int size,
            int reserve,
            long queries,
            long transactions,
            long errors,
            long refusals,
            Standing standing) {}

    /**
     * Why clients of a pool wait.
     *
     * @param cause busy (as many servers as pool_size allows, each with a client), limit (a limit that is shared with other pools), held (an
     *     operator has paused or suspended it), unreachable (no server, and the last attempt failed), opening (servers are logging in);
     *     empty where nobody waits
     * @param problem why the last attempt to open a server failed; empty where there is a server
     */
    public record Standing(String cause, String problem) {

        /** Nobody waits. */
        public static final Standing WELL = new Standing("", "");
    }
}
