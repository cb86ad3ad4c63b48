package io.howdah.proxy.client;

import io.howdah.config.Timeouts;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stats.PoolStats;
import java.time.Duration;

/**
 * Since when one client does what it does: what the statistics of its pool are fed from, and what the limits on time are held against.
 * Times are System.nanoTime().
 */
public final class SessionClock {

    private final PoolStats stats;
    private final long connectedNanos = System.nanoTime();
    private long activityNanos = connectedNanos;
    private long requestNanos = connectedNanos;
    private long transactionNanos = connectedNanos;
    private long queryNanos = connectedNanos;
    private long waitedNanos;
    private long betweenNanos;

    SessionClock(PoolStats stats) {
        this.stats = stats;
    }

    /** Bytes have come from the client. */
    void received(int bytes) {
        stats.add(Counter.RECEIVED, bytes);
        activityNanos = System.nanoTime();
        requestNanos = activityNanos;
    }

    /** What came some time ago is dealt with now. */
    void goesOn() {
        activityNanos = System.nanoTime();
    }

    /** When the client connected. */
    long connectedNanos() {
        return connectedNanos;
    }

    /** When the client last sent something. */
    long requestNanos() {
        return requestNanos;
    }

    /** When the query under way began, or the last one ended. */
    long queryNanos() {
        return queryNanos;
    }

    /** When the transaction under way began, or the last one ended. */
    long transactionNanos() {
        return transactionNanos;
    }

    /** When the client or its server was last heard of. */
    long activityNanos() {
        return activityNanos;
    }

    /**
     * The client has got a server, after a wait.
     *
     * @param now of a moment ago; the same where there was no wait
     */
    void linked(long waitingSinceNanos, long now) {
        waitedNanos = now - waitingSinceNanos;
        betweenNanos = 0;
        stats.waited(waitedNanos);
        transactionNanos = now;
        queryNanos = now;
        activityNanos = now;
    }

    /** A request goes to a server that has nothing else to do. @param transactionToo whether the server is in none */
    void queryBegins(boolean transactionToo) {
        betweenNanos = transactionToo ? 0 : betweenNanos + Math.max(0, activityNanos - queryNanos);
        queryNanos = activityNanos;
        if (transactionToo) {
            transactionNanos = activityNanos;
        }
    }

    /** How long the query under way has waited for a server: nothing where it is not the first of those that the server was got for. */
    long waitedNanos() {
        return waitedNanos;
    }

    /** How long the client has taken between the queries of its transaction. */
    long betweenNanos() {
        return betweenNanos;
    }

    /** A query has ended, and perhaps a transaction with it. @return how long it took, without its wait */
    long queryEnded(boolean transactionToo) {
        long now = System.nanoTime();
        long took = now - queryNanos;
        stats.queryTook(took);
        waitedNanos = 0;
        queryNanos = now;
        activityNanos = now;
        if (transactionToo) {
            stats.transactionTook(now - transactionNanos);
            transactionNanos = now;
        }
        return took;
    }

    /** Seconds since the client came. */
    long ageSeconds() {
        return (System.nanoTime() - connectedNanos) / 1_000_000_000L;
    }

    /**
     * What a client is to be told that has been at it for too long; null while it has not. Not for one that waits for a server.
     *
     * @param server whom it is linked to, or null
     */
    ErrorResponse expired(ServerConnection server, Timeouts limits, long now) {
        if (server == null) {
            return isOver(now - activityNanos, limits.clientIdle()) ? error(SqlState.IDLE_SESSION_TIMEOUT, "client_idle_timeout")
                    : null;
        }
        if (server.isFree()) {
            return null; // who keeps a server for the session may idle, as with PgBouncer
        }
        if (!server.isDrained() && isOver(now - queryNanos, limits.query())) {
            return error(SqlState.QUERY_CANCELED, "query timeout");
        }
        if (server.isDrained() && isOver(now - activityNanos, limits.idleTransaction())) {
            return error(SqlState.IDLE_IN_TRANSACTION_SESSION_TIMEOUT, "idle transaction timeout");
        }
        return isOver(now - transactionNanos, limits.transaction()) ? error(SqlState.TRANSACTION_TIMEOUT, "transaction timeout")
                : null;
    }

    /** What a client is told that has waited for a server longer than query_timeout. */
    public static ErrorResponse queryTimeout() {
        return error(SqlState.QUERY_CANCELED, "query_timeout");
    }

    private static ErrorResponse error(SqlState state, String message) {
        return ErrorResponse.of("FATAL", state, message);
    }

    /** Whether a limit is set, and passed. */
    public static boolean isOver(long nanos, Duration limit) {
        return !limit.isZero() && nanos > limit.toNanos();
    }
}
