package io.howdah.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The HTTP endpoint.
 *
 * @param listenAddress a name or address; empty for no endpoint
 * @param listenPort 0 takes any free one
 * @param isWanted whether somebody has asked for it: where it is there by default, its port may be taken
 * @param statsNames pgbouncer_exporter's names of SHOW STATS: both, stats_totals or stats
 * @param cloudNativeNames whether CloudNativePG's names are told too
 * @param access who may read
 * @param certificate with it, HTTPS alone is spoken
 * @param key its private key
 * @param requiredDatabases those without which the pooler is not ready; {@code *} stands for every one with an entry
 */
public record HttpSettings(String listenAddress, int listenPort, boolean isWanted, List<String> requiredDatabases,
        String statsNames, boolean cloudNativeNames, Access access, Optional<Path> certificate, Optional<Path> key) {

    /**
     * Who may read.
     *
     * @param user by basic authentication; empty for nobody
     * @param password of that user
     * @param token that lets in whoever sends it; empty for none
     */
    public record Access(String user, String password, String token) {

        /** Everybody may. */
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

    /** Whether the pooler is not ready without this database. @param database one that has an entry */
    public boolean isRequired(String database) {
        return requiredDatabases.contains(database) || requiredDatabases.contains(DatabaseConfig.FALLBACK);
    }
}
