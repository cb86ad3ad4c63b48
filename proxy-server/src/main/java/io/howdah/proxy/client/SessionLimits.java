package io.howdah.proxy.client;

import io.howdah.config.Timeouts;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.cache.Flight;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.server.ServerConnection;
import org.jspecify.annotations.Nullable;

/**
 * The time limits of one client. While the client waits for a server: query_wait_timeout, query_wait_notify and query_timeout.
 * Otherwise: client_idle_timeout, query_timeout, idle_transaction_timeout and transaction_timeout.
 */
final class SessionLimits {

    private final Pool pool;
    private final RequestRules rules;
    private final SessionClock clock;
    private boolean noticed;

    SessionLimits(Pool pool, RequestRules rules, SessionClock clock) {
        this.pool = pool;
        this.rules = rules;
        this.clock = clock;
    }

    /** The client may have to wait for a server. */
    void waitBegins() {
        noticed = false;
    }

    /**
     * Whether a client that waits for another client's answer has waited for too long, and has to ask by itself. Half of
     * query_wait_timeout and of query_timeout is left for that, since these limits count the whole wait.
     */
    boolean isPastFollowing(long waitedNanos) {
        return waitedNanos > Flight.LONGEST_NANOS || SessionClock.isOver(2 * waitedNanos, timeouts().queryWait())
                || SessionClock.isOver(2 * waitedNanos, timeouts().query());
    }

    /** Whether a wait of this length exceeds query_timeout. */
    boolean isPastQueryTimeout(long waitedNanos) {
        return SessionClock.isOver(waitedNanos, timeouts().query());
    }

    /** Whether a wait of this length exceeds query_wait_timeout. */
    boolean isPastWaitTimeout(long waitedNanos) {
        return SessionClock.isOver(waitedNanos, timeouts().queryWait());
    }

    /** Whether a client with a wait of this length must be told that it waits (query_wait_notify): true once for each wait. */
    boolean mustNotice(long waitedNanos) {
        boolean first = !noticed && SessionClock.isOver(waitedNanos, timeouts().queryWaitNotify());
        noticed |= first;
        return first;
    }

    /**
     * The error for a client that does not wait, and has passed a time limit or keeps a server that must close; else null.
     *
     * @param server the server linked to the client, or null
     */
    @Nullable
    ErrorResponse ofOthers(@Nullable ServerConnection server, long now) {
        ErrorResponse expired = clock.expired(server, timeouts(), now);
        if (expired == null && server != null && server.isFree() && rules.keepsServer() && endsWithServer(server)) {
            return ClientEnd.CONFIG_CHANGED.error();
        }
        return expired;
    }

    /** Whether the end of this server also ends the client that keeps it (server_fast_close). */
    boolean endsWithServer(ServerConnection server) {
        return server.closeNeeded() && pool.config().server().fastClose();
    }

    private Timeouts timeouts() {
        return pool.config().timeouts();
    }
}
