package io.howdah.proxy.client;

import io.howdah.config.Timeouts;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stats.PoolStats;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The times of one client: they feed the statistics of its pool, and time limits are checked against them. Times are
 * System.nanoTime().
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

    /** The client has sent bytes. */
    void received(int bytes) {
        stats.add(Counter.RECEIVED, bytes);
        activityNanos = System.nanoTime();
        requestNanos = activityNanos;
    }

    /** Bytes that have waited are handled now. */
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

    /** When the current query began, or the last query ended. */
    long queryNanos() {
        return queryNanos;
    }

    /** When the current transaction began, or the last transaction ended. */
    long transactionNanos() {
        return transactionNanos;
    }

    /** When the client or its server last did something. */
    long activityNanos() {
        return activityNanos;
    }

    /**
     * The client has got a server, perhaps after a wait.
     *
     * @param now of a moment ago; equal to {@code waitingSinceNanos} if there was no wait
     */
    void linked(long waitingSinceNanos, long now) {
        waitedNanos = now - waitingSinceNanos;
        betweenNanos = 0;
        stats.waited(waitedNanos);
        transactionNanos = now;
        queryNanos = now;
        activityNanos = now;
    }

    /** A request goes to a server that owes no answer. @param transactionToo whether the request begins a transaction */
    void queryBegins(boolean transactionToo) {
        betweenNanos = transactionToo ? 0 : betweenNanos + Math.max(0, activityNanos - queryNanos);
        queryNanos = activityNanos;
        if (transactionToo) {
            transactionNanos = activityNanos;
        }
    }

    /** How long the current query has waited for a server; 0 unless it is the first query on this server. */
    long waitedNanos() {
        return waitedNanos;
    }

    /** How long the client has paused between the queries of its transaction. */
    long betweenNanos() {
        return betweenNanos;
    }

    /** A query has ended, and perhaps its transaction. @return how long the query took on the server */
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

    /** Seconds since the client connected. */
    long ageSeconds() {
        return (System.nanoTime() - connectedNanos) / 1_000_000_000L;
    }

    /**
     * The error for a client that has passed a time limit; null if it has passed none. A waiting client is not checked here.
     *
     * @param server the server linked to the client, or null
     */
    @Nullable
    ErrorResponse expired(@Nullable ServerConnection server, Timeouts limits, long now) {
        if (server == null) {
            return isOver(now - activityNanos, limits.clientIdle()) ? error(SqlState.IDLE_SESSION_TIMEOUT, "client_idle_timeout")
                    : null;
        }
        if (server.isFree()) {
            return null; // as in PgBouncer, a client that keeps its server may idle
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

    /** The error for a client that has waited for a server longer than query_timeout. */
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
