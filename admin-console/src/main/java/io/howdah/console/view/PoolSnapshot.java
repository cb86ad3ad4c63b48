package io.howdah.console.view;

import org.jspecify.annotations.Nullable;

/**
 * One row of SHOW POOLS; the components are PgBouncer's columns in its order.
 *
 * @param database the database as clients name it
 * @param user the user of the pool's server connections
 * @param clActive clients linked to a server connection, or idle without a request
 * @param clWaiting clients whose request waits for a server connection
 * @param clActiveCancelReq cancel requests forwarded and waiting for the server's answer
 * @param clWaitingCancelReq cancel requests not forwarded yet
 * @param svActive servers linked to a client
 * @param svActiveCancel connections that carry a cancel request
 * @param svBeingCanceled servers that wait for the end of cancel requests before their next client
 * @param svIdle servers ready for a client at once
 * @param svUsed servers idle for so long that the pooler tests them before use
 * @param svTested servers running a reset or check query
 * @param svLogin servers logging in
 * @param maxwait wait of the client at the head of the queue, whole seconds
 * @param maxwaitUs the rest of this wait, microseconds
 * @param poolMode session, transaction or statement
 * @param loadBalanceHosts round-robin or disable; null where there is no choice
 */
public record PoolSnapshot(
        String database,
        String user,
        int clActive,
        int clWaiting,
        int clActiveCancelReq,
        int clWaitingCancelReq,
        int svActive,
        int svActiveCancel,
        int svBeingCanceled,
        int svIdle,
        int svUsed,
        int svTested,
        int svLogin,
        int maxwait,
        int maxwaitUs,
        String poolMode,
        @Nullable String loadBalanceHosts) {}
