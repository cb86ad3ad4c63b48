package io.howdah.proxy.server;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The purpose of a server connection: database, role and session settings.
 *
 * @param name database and user as the log names them, "database/user"
 * @param database the database on the server
 * @param credentials the role for the login, and its secret
 * @param startupParameters further parameters of the start-up packet
 * @param connectQuery run after the login, before the first use
 * @param encryption TLS of the connections
 */
public record ServerTarget(
        String name,
        String database,
        ServerCredentials credentials,
        Map<String, String> startupParameters,
        Optional<String> connectQuery,
        ServerEncryption encryption) {

    /** Whether a connection opened for the other target also serves this one. */
    public boolean isSameSessionAs(ServerTarget other) {
        return database.equals(other.database)
                && credentials.user().equals(other.credentials.user())
                && Objects.equals(credentials.configured(), other.credentials.configured())
                && startupParameters.equals(other.startupParameters)
                && connectQuery.equals(other.connectQuery)
                && encryption.equals(other.encryption);
    }
}
