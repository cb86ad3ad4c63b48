package io.howdah.console.view;

import java.util.List;
import java.util.Map;

/**
 * State and counters of the pools, for readers that ask every second: cheap to read, without a question to an event loop.
 *
 * @param pools ordered by database and user, without the console's own pool
 * @param serverErrors errors of servers in answer to clients, over all pools, by SQLSTATE
 * @param poolerErrors errors of the pooler's own, over all pools, by SQLSTATE
 * @param refusals clients refused at login or refused a server, by reason
 */
public record ActivitySnapshot(
        List<PoolActivity> pools, Map<String, Long> serverErrors, Map<String, Long> poolerErrors, Map<String, Long> refusals) {

    /**
     * One pool. Counts begin when the pool was made.
     *
     * @param name the pool's
     * @param numbers clients and servers by state
     * @param size pool_size; 0 for no limit
     * @param reserve reserve_pool_size
     * @param queries ended queries
     * @param transactions ended transactions
     * @param errors sent to clients, the server's and the pooler's own
     * @param refusals clients that did not get a server
     * @param standing why clients wait
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
     * @param cause busy (as many servers as pool_size allows, each with a client), limit (a limit shared with other pools), held
     *     (an operator has paused or suspended the pool), unreachable (no server, and the last attempt failed), opening (servers
     *     are logging in); empty if no client waits
     * @param problem why the last attempt to open a server failed; empty if there is a server
     */
    public record Standing(String cause, String problem) {

        /** No client waits. */
        public static final Standing WELL = new Standing("", "");
    }
}
