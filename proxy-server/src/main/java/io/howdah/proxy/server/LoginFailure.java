package io.howdah.proxy.server;

import io.howdah.config.HostAddress;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;

/**
 * Why a server connection could not be opened.
 *
 * @param host the host that was tried
 * @param reached whether the host answered at all: false puts the host aside for a while
 * @param error the server's own error, or one made here with the reason
 */
public record LoginFailure(HostAddress host, boolean reached, ErrorResponse error) {

    /** What {@link #unreachable} says of a login that took longer than server_connect_timeout. */
    static final String CONNECT_TIMEOUT = "connect timeout";

    private static final String PREFIX = "server login failed: ";

    /** The server is not to be reached, or broke off. */
    static LoginFailure unreachable(HostAddress host, String reason) {
        return new LoginFailure(
                host, false, ErrorResponse.of("FATAL", SqlState.SQLCLIENT_UNABLE_TO_ESTABLISH, PREFIX + reason));
    }

    /** What went wrong, for the log. */
    String text() {
        String message = String.valueOf(error.message());
        return message.startsWith(PREFIX) ? message : PREFIX + error.severity() + " " + message;
    }

    /** Why its connection is closed, in PgBouncer's words. */
    String closing() {
        String message = String.valueOf(error.message());
        if (!reached) {
            return message.equals(PREFIX + CONNECT_TIMEOUT) ? CONNECT_TIMEOUT : DisconnectReason.LOST.text();
        }
        return message.startsWith(PREFIX) ? "failed to answer authreq" : "login failed";
    }

    /**
     * Whether clients that wait are to be told at once. A server that is starting, shutting down or full (57P03, 57P01, 57P02, 53300) is
     * asked again; one that refuses this user or database will go on doing so.
     */
    public boolean isFinal() {
        if (!reached) {
            return false;
        }
        String state = error.sqlState();
        return state == null || !(state.startsWith("57P") || state.equals("53300"));
    }
}
