package io.howdah.proxy.server.login;

import io.howdah.config.HostAddress;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.server.DisconnectReason;

/**
 * Why a server connection could not be opened.
 *
 * @param host the host that was tried
 * @param reached whether the server answered the login; false puts the host aside for a while
 * @param error the server's own error, or the pooler's with the reason
 */
public record LoginFailure(HostAddress host, boolean reached, ErrorResponse error) {

    /** The reason given to {@link #unreachable} if the login passed server_connect_timeout. */
    static final String CONNECT_TIMEOUT = "connect timeout";

    private static final String PREFIX = "server login failed: ";

    /** A failure without an answer: the server cannot be reached or broke off. */
    static LoginFailure unreachable(HostAddress host, String reason) {
        return new LoginFailure(
                host, false, ErrorResponse.of("FATAL", SqlState.SQLCLIENT_UNABLE_TO_ESTABLISH, PREFIX + reason));
    }

    /** The pooler has no file descriptor for the connection. Who waits is told, as if the server had no free connection slot. */
    static LoginFailure withoutDescriptor(HostAddress host) {
        return new LoginFailure(
                host, true, ErrorResponse.of("FATAL", SqlState.TOO_MANY_CONNECTIONS, PREFIX + "no file descriptors left"));
    }

    /** A server that is there, and with which the pooler must not or cannot speak TLS as configured: waiting would not help. */
    static LoginFailure untrusted(HostAddress host, String reason) {
        return new LoginFailure(
                host, true, ErrorResponse.of("FATAL", SqlState.SQLCLIENT_UNABLE_TO_ESTABLISH, PREFIX + reason));
    }

    /** The failure's text for the log. */
    String text() {
        String message = String.valueOf(error.message());
        return message.startsWith(PREFIX) ? message : PREFIX + error.severity() + " " + message;
    }

    /** Why the connection is closed, in the server's words or in PgBouncer's. */
    String closing() {
        String message = String.valueOf(error.message());
        if (!reached) {
            return message.equals(PREFIX + CONNECT_TIMEOUT) ? CONNECT_TIMEOUT : DisconnectReason.LOST.text();
        }
        return isServersOwn() ? message : "failed to answer authreq";
    }

    /** Whether the server sent this error. */
    public boolean isServersOwn() {
        return reached && !String.valueOf(error.message()).startsWith(PREFIX);
    }

    /**
     * Whether waiting clients get the error at once. A server that starts or shuts down (57P03, 57P01, 57P02) is tried again. A
     * server that refuses this user or database would refuse again.
     */
    public boolean isFinal() {
        return reached && (error.sqlState() == null || !error.sqlState().startsWith("57P"));
    }

    /** Whether no line of pg_hba.conf lets this login in; the server has the same code for a role that does not exist. */
    boolean isNotAllowed() {
        return isServersOwn() && SqlState.INVALID_AUTHORIZATION.code().equals(error.sqlState());
    }

    /** Whether the server has no free connection slot. This error tells nothing of logins that began at the same time. */
    public boolean isServerFull() {
        return reached && SqlState.TOO_MANY_CONNECTIONS.code().equals(error.sqlState());
    }
}
