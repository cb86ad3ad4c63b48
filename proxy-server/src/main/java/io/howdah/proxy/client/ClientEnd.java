package io.howdah.proxy.client;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.server.DisconnectReason;
import org.jspecify.annotations.Nullable;

/** Why a client ends: the words in the log, and the error for the client. */
enum ClientEnd {
    /** The client has sent Terminate. */
    CLIENT_REQUEST("client close request"),
    /** The client's socket has closed or failed. */
    CLIENT_EOF("client unexpected eof"),
    /** The client has sent a message that belongs in no COPY, and has got PostgreSQL's FATAL. */
    SYNCHRONIZATION_LOST("protocol synchronization was lost"),
    /** The server's connection was lost while the client needed it. */
    SERVER_LOST(DisconnectReason.LOST.text(), SqlState.CONNECTION_FAILURE, DisconnectReason.LOST.text()),
    /** The client has begun a transaction block with pool_mode = statement. */
    STATEMENT_MODE(DisconnectReason.STATEMENT_MODE.text(), SqlState.FEATURE_NOT_SUPPORTED,
            DisconnectReason.STATEMENT_MODE.text()),
    /** server_fast_close: the client's server must close, for example because its configuration has changed. */
    CONFIG_CHANGED("database configuration changed", SqlState.ADMIN_SHUTDOWN, "database configuration changed"),
    /** The pooler ends. Drivers know PostgreSQL's words for this. */
    SHUTTING_DOWN("shutting down", SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command"),
    /** The client's database is no longer configured. */
    DATABASE_REMOVED("database removed", SqlState.ADMIN_SHUTDOWN, "database removed");

    private final String log;
    private final @Nullable SqlState state;
    private final @Nullable String message;

    ClientEnd(String log) {
        this(log, null, null);
    }

    ClientEnd(String log, @Nullable SqlState state, @Nullable String message) {
        this.log = log;
        this.state = state;
        this.message = message;
    }

    /** The words in the log. */
    String log() {
        return log;
    }

    /** The FATAL error for the client; null if the client gets none. */
    @Nullable
    ErrorResponse error() {
        return state == null ? null : ErrorResponse.of("FATAL", state, message);
    }
}
