package io.howdah.proxy.auth;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorFields;
import io.howdah.protocol.backend.ErrorResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** A user could not be looked up: neither known nor unknown. The message is for the log, the error for the client. */
public final class AuthQueryException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient ErrorResponse error;

    private final boolean ofServer;

    private AuthQueryException(String message, boolean ofServer, ErrorResponse error) {
        super(message, null, false, false);
        this.ofServer = ofServer;
        this.error = error;
    }

    /** The configuration is at fault: the client is told no more, as PgBouncer tells it. */
    static AuthQueryException misconfigured(String message) {
        return new AuthQueryException(message, false, ErrorResponse.of("FATAL", SqlState.CONFIG_FILE_ERROR, "bouncer config error"));
    }

    /** The server refuses the connection by an error of its own, which the client is told, as by PgBouncer. */
    static AuthQueryException refused(String sqlState, String message) {
        Map<Character, String> fields = new LinkedHashMap<>();
        fields.put(ErrorFields.SEVERITY, "FATAL");
        fields.put(ErrorFields.SEVERITY_NON_LOCALIZED, "FATAL");
        fields.put(ErrorFields.SQL_STATE, sqlState);
        fields.put(ErrorFields.MESSAGE, message);
        ErrorResponse error = new ErrorResponse(new ErrorFields(fields));
        return new AuthQueryException("server login failed: FATAL " + message, true, error);
    }

    /** The server is not to be reached, or has become silent. Where it is, is nothing for somebody who is not known yet. */
    static AuthQueryException unreachable(String reason) {
        return new AuthQueryException("server login failed: " + reason, true,
                ErrorResponse.of("FATAL", SqlState.SQLCLIENT_UNABLE_TO_ESTABLISH, "server login failed: connect failed"));
    }

    /** Too many are being looked up already. */
    static AuthQueryException busy() {
        return new AuthQueryException("too many users are being looked up", false,
                ErrorResponse.of("FATAL", SqlState.TOO_MANY_CONNECTIONS, "too many logins at a time (auth_query)"));
    }

    /** Whether it has nothing to do with the user: whoever waits would meet with it too. */
    boolean isOfServer() {
        return ofServer;
    }

    /** What the client is told. */
    public ErrorResponse error() {
        return error;
    }
}
