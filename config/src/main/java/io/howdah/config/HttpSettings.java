package io.howdah.config;

import java.util.List;
import java.util.Objects;

/**
 * The HTTP endpoint.
 *
 * @param listenAddress a name or address; empty for no endpoint
 * @param listenPort 0 takes any free one
 * @param isWanted whether somebody has asked for it: where it is there by default, its port may be taken
 * @param statsNames pgbouncer_exporter's names of SHOW STATS: both, stats_totals or stats
 * @param cloudNativeNames whether CloudNativePG's names are told too
 * @param requiredDatabases those without which the pooler is not ready; {@code *} stands for every one with an entry
 */
public record HttpSettings(String listenAddress, int listenPort, boolean isWanted, List<String> requiredDatabases,
        String statsNames, boolean cloudNativeNames) {

    public HttpSettings {
        Objects.requireNonNull(listenAddress, "listenAddress");
        requiredDatabases = List.copyOf(requiredDatabases);
    }

    /** Whether the pooler is not ready without this database. @param database one that has an entry */
    public boolean isRequired(String database) {
        return requiredDatabases.contains(database) || requiredDatabases.contains(DatabaseConfig.FALLBACK);
    }
}
