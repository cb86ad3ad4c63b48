package io.howdah.proxy.server.login;

import io.howdah.config.HostAddress;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.server.DisconnectReason;

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

    /** Why its connection is closed, in the server's words or in PgBouncer's. */
    String closing() {
        String message = String.valueOf(error.message());
        if (!reached) {
            return message.equals(PREFIX + CONNECT_TIMEOUT) ? CONNECT_TIMEOUT : DisconnectReason.LOST.text();
        }
        return isServersOwn() ? message : "failed to answer authreq";
    }

    /** Whether the error is the server's own, word for word. */
    public boolean isServersOwn() {
        return reached && !String.valueOf(error.message()).startsWith(PREFIX);
    }

    /**
     * Whether clients that wait are to be told at once. A server that is starting or shutting down (57P03, 57P01, 57P02) is asked again;
     * one that refuses this user or database will go on doing so.
     */
    public boolean isFinal() {
        return reached && (error.sqlState() == null || !error.sqlState().startsWith("57P"));
    }

    /** Whether the server has no place left: that says nothing of the attempts that began together with this one. */
    public boolean isServerFull() {
        return reached && SqlState.TOO_MANY_CONNECTIONS.code().equals(error.sqlState());
    }
}
