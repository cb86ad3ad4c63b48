package io.howdah.proxy.server;

import io.howdah.proxy.proxied.Announcement;
import io.howdah.proxy.proxied.ProxyHeader;
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
 * @param announcement the PROXY header in front of the connections
 */
public record ServerTarget(
        String name,
        String database,
        ServerCredentials credentials,
        Map<String, String> startupParameters,
        Optional<String> connectQuery,
        ServerEncryption encryption,
        Announcement announcement) {

    /** The same target, for the client that this header tells of, if servers are told at all. */
    public ServerTarget announcing(ProxyHeader client) {
        return announcement.isOn() ? new ServerTarget(name, database, credentials, startupParameters, connectQuery, encryption,
                new Announcement(announcement.protocol(), client)) : this;
    }

    /** Whether a connection opened for the other target also serves this one. */
    public boolean isSameSessionAs(ServerTarget other) {
        return database.equals(other.database)
                && credentials.user().equals(other.credentials.user())
                && Objects.equals(credentials.configured(), other.credentials.configured())
                && startupParameters.equals(other.startupParameters)
                && connectQuery.equals(other.connectQuery)
                && encryption.equals(other.encryption)
                && announcement.protocol() == other.announcement.protocol();
    }
}
