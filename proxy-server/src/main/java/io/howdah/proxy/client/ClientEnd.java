package io.howdah.proxy.client;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.server.DisconnectReason;

/** Why the pooler ends a client, where the reason is one of its own: the words in the log, and what the client is told. */
enum ClientEnd {
    /** Terminate. */
    CLIENT_REQUEST("client close request"),
    /** The socket has closed, or broken. */
    CLIENT_EOF("client unexpected eof"),
    /** A message that belongs in no COPY, which PostgreSQL has answered with FATAL. */
    SYNCHRONIZATION_LOST("protocol synchronization was lost"),
    /** The server's connection is gone, in the middle of something. */
    SERVER_LOST(DisconnectReason.LOST.text(), SqlState.CONNECTION_FAILURE, DisconnectReason.LOST.text()),
    /** pool_mode = statement, and a transaction block. */
    STATEMENT_MODE(DisconnectReason.STATEMENT_MODE.text(), SqlState.FEATURE_NOT_SUPPORTED,
            DisconnectReason.STATEMENT_MODE.text()),
    /** server_fast_close: its server was opened for a configuration that is no more. */
    CONFIG_CHANGED("database configuration changed", SqlState.ADMIN_SHUTDOWN, "database configuration changed"),
    /** The pooler ends. In PostgreSQL's words, which drivers know. */
    SHUTTING_DOWN("shutting down", SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command"),
    /** The database is no longer configured. */
    DATABASE_REMOVED("database removed", SqlState.ADMIN_SHUTDOWN, "database removed");

    private final String log;
    private final SqlState state;
    private final String message;

    ClientEnd(String log) {
        this(log, null, null);
    }

    ClientEnd(String log, SqlState state, String message) {
        this.log = log;
        this.state = state;
        this.message = message;
    }

    /** The words in the log. */
    String log() {
        return log;
    }

    /** What the client is told, with severity FATAL; null where nothing is said. */
    ErrorResponse error() {
        return state == null ? null : ErrorResponse.of("FATAL", state, message);
    }
}
