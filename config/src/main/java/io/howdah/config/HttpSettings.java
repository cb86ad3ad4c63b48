package io.howdah.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The HTTP endpoint.
 *
 * @param listenAddress a name or address; empty for no endpoint
 * @param listenPort 0 takes any free port
 * @param isWanted whether the configuration sets address or port; if not, a taken port is no error
 * @param statsNames pgbouncer_exporter's names for SHOW STATS: both, stats_totals or stats
 * @param cloudNativeNames whether the metrics have CloudNativePG's names too
 * @param access which requests are answered
 * @param certificate if present, the endpoint speaks only HTTPS
 * @param key the certificate's private key
 * @param requiredDatabases the pooler is ready only if these are reachable; {@code *} stands for every database with an entry
 */
public record HttpSettings(String listenAddress, int listenPort, boolean isWanted, List<String> requiredDatabases,
        String statsNames, boolean cloudNativeNames, Access access, Optional<Path> certificate, Optional<Path> key) {

    /**
     * The requests that the endpoint answers.
     *
     * @param user for basic authentication; empty for no user
     * @param password of that user
     * @param token for bearer authentication; empty for no token
     */
    public record Access(String user, String password, String token) {

        /** The endpoint answers every request. */
        public static final Access OPEN = new Access("", "", "");

        @Override
        public String toString() {
            return "Access[user=" + user + "]";
        }
    }

    public HttpSettings {
        Objects.requireNonNull(listenAddress, "listenAddress");
        requiredDatabases = List.copyOf(requiredDatabases);
    }

    /** Whether the pooler is ready only if this database is reachable. @param database one with an entry */
    public boolean isRequired(String database) {
        return requiredDatabases.contains(database) || requiredDatabases.contains(DatabaseConfig.FALLBACK);
    }
}
