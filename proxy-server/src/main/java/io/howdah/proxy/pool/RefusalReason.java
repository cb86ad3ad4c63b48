package io.howdah.proxy.pool;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;

/** Each way in which asking for a server can fail: SQLSTATE as PostgreSQL would use it, text as PgBouncer has it. */
public enum RefusalReason {
    /** query_wait_timeout. */
    QUERY_WAIT_TIMEOUT(SqlState.TOO_MANY_CONNECTIONS, "query_wait_timeout"),
    /** More waiting clients than max_waiting_clients. */
    QUEUE_FULL(SqlState.TOO_MANY_CONNECTIONS, "too many clients waiting for a server connection"),
    /** The server refuses this user or database; the error is its own. */
    SERVER_REFUSES(SqlState.CONNECTION_FAILURE, "server login failed"),
    /** The pool has gone with its database or user. */
    POOL_REMOVED(SqlState.ADMIN_SHUTDOWN, "database removed"),
    /** The pooler ends. */
    SHUTDOWN(SqlState.ADMIN_SHUTDOWN, "server shutting down");

    private final SqlState state;
    private final String text;

    RefusalReason(SqlState state, String text) {
        this.state = state;
        this.text = text;
    }

    /** The error a client gets, with what else is known of the pool. */
    ErrorResponse error(String severity, String detail, String hint) {
        ErrorResponse error = ErrorResponse.of(severity, state, text);
        if (detail != null) {
            error = error.withDetail(detail);
        }
        return hint == null ? error : error.withHint(hint);
    }
}
