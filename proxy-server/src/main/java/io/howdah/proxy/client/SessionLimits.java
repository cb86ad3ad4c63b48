package io.howdah.proxy.client;

import io.howdah.config.Timeouts;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.server.ServerConnection;

/** The limits on time that one client is held to: query_wait_timeout, query_wait_notify and query_timeout while it waits, others when not. */
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

    /** Whether a client that has waited for so long is past query_timeout. */
    boolean isPastQueryTimeout(long waitedNanos) {
        return SessionClock.isOver(waitedNanos, timeouts().query());
    }

    /** Whether a client that has waited for so long is past query_wait_timeout. */
    boolean isPastWaitTimeout(long waitedNanos) {
        return SessionClock.isOver(waitedNanos, timeouts().queryWait());
    }

    /** Whether a client that has waited for so long is to be told that it waits (query_wait_notify): once for each wait. */
    boolean mustNotice(long waitedNanos) {
        boolean first = !noticed && SessionClock.isOver(waitedNanos, timeouts().queryWaitNotify());
        noticed |= first;
        return first;
    }

    /**
     * What a client is to be told that does not wait for a server and has been at it for too long; null while it has not.
     *
     * @param server whom it is linked to, or null
     */
    ErrorResponse ofOthers(ServerConnection server, long now) {
        ErrorResponse expired = clock.expired(server, timeouts(), now);
        if (expired == null && server != null && server.isFree() && rules.keepsServer() && endsWithServer(server)) {
            return ClientEnd.CONFIG_CHANGED.error();
        }
        return expired;
    }

    /** Whether a client that keeps its server ends, for the server is to be closed (server_fast_close). */
    boolean endsWithServer(ServerConnection server) {
        return server.closeNeeded() && pool.config().server().fastClose();
    }

    private Timeouts timeouts() {
        return pool.config().timeouts();
    }
}
