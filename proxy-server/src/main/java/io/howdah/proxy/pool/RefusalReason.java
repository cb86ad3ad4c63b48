package io.howdah.proxy.pool;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which a request for a server can fail. The SQLSTATE is the one that PostgreSQL would use; the text is PgBouncer's.
 */
public enum RefusalReason {
    /** The client has waited for query_wait_timeout. */
    QUERY_WAIT_TIMEOUT(SqlState.TOO_MANY_CONNECTIONS, "query_wait_timeout"),
    /** As many clients wait as max_waiting_clients allows. */
    QUEUE_FULL(SqlState.TOO_MANY_CONNECTIONS, "too many clients waiting for a server connection"),
    /** The server refuses this user or database. The client gets the server's own error. */
    SERVER_REFUSES(SqlState.CONNECTION_FAILURE, "server login failed"),
    /** The pool has ended with its database or user. */
    POOL_REMOVED(SqlState.ADMIN_SHUTDOWN, "database removed"),
    /** The pooler ends. */
    SHUTDOWN(SqlState.ADMIN_SHUTDOWN, "server shutting down");

    private final SqlState state;
    private final String text;

    RefusalReason(SqlState state, String text) {
        this.state = state;
        this.text = text;
    }

    /** The error for the client. Detail and hint come from the pool; either may be null. */
    ErrorResponse error(String severity, @Nullable String detail, @Nullable String hint) {
        ErrorResponse error = ErrorResponse.of(severity, state, text);
        if (detail != null) {
            error = error.withDetail(detail);
        }
        return hint == null ? error : error.withHint(hint);
    }
}
