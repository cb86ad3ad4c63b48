package io.howdah.proxy.auth;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorFields;
import io.howdah.protocol.backend.ErrorResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A lookup of a user failed, so nobody knows whether the user exists. The message is for the log, the error for the client. */
public final class AuthQueryException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient ErrorResponse error;

    private final boolean ofServer;

    private AuthQueryException(String message, boolean ofServer, ErrorResponse error) {
        super(message, null, false, false);
        this.ofServer = ofServer;
        this.error = error;
    }

    /** The configuration is wrong. As with PgBouncer, the client hears no more than that. */
    static AuthQueryException misconfigured(String message) {
        return new AuthQueryException(message, false,
                ErrorResponse.of("FATAL", SqlState.CONFIG_FILE_ERROR, "bouncer config error"));
    }

    /** An operator has disabled the database to ask. The words are PgBouncer's. */
    static AuthQueryException disabled(String database) {
        String message = "authentication database \"" + database + "\" is disabled";
        return new AuthQueryException(message, false, ErrorResponse.of("FATAL", SqlState.CANNOT_CONNECT_NOW, message));
    }

    /** The server refused the connection. As with PgBouncer, the client gets the server's error. */
    static AuthQueryException refused(String sqlState, String message) {
        Map<Character, String> fields = new LinkedHashMap<>();
        fields.put(ErrorFields.SEVERITY, "FATAL");
        fields.put(ErrorFields.SEVERITY_NON_LOCALIZED, "FATAL");
        fields.put(ErrorFields.SQL_STATE, sqlState);
        fields.put(ErrorFields.MESSAGE, message);
        ErrorResponse error = new ErrorResponse(new ErrorFields(fields));
        return new AuthQueryException("server login failed: FATAL " + message, true, error);
    }

    /**
     * The server cannot be reached, or does not answer. The error hides the server's address, for the client has not logged in
     * yet.
     */
    static AuthQueryException unreachable(@Nullable String reason) {
        return new AuthQueryException("server login failed: " + reason, true,
                ErrorResponse.of("FATAL", SqlState.SQLCLIENT_UNABLE_TO_ESTABLISH, "server login failed: connect failed"));
    }

    /** Too many lookups are under way. */
    static AuthQueryException busy() {
        return new AuthQueryException("too many users are being looked up", false,
                ErrorResponse.of("FATAL", SqlState.TOO_MANY_CONNECTIONS, "too many logins at a time (auth_query)"));
    }

    /** Whether the failure has nothing to do with the user, so that every waiting lookup would fail too. */
    boolean isOfServer() {
        return ofServer;
    }

    /** The error for the client. */
    public ErrorResponse error() {
        return error;
    }
}
