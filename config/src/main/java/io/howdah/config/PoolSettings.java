package io.howdah.config;

import java.time.Duration;
import java.util.Objects;

/**
 * How pools grow, shrink and queue. 0 turns a limit off.
 *
 * @param poolSize server connections per pool; each pair of database and user has a pool
 * @param reservePoolSize additional connections, once a client has waited for {@code reservePoolTimeout}
 * @param maxWaitingClients clients that may wait for one pool; the pooler refuses any more at once
 * @param roundRobin take the connection unused for longest instead of the last used connection
 * @param maxPreparedStatements kept per server connection; 0 turns the tracking of prepared statements off
 */
public record PoolSettings(
        PoolMode mode,
        int poolSize,
        int minPoolSize,
        int reservePoolSize,
        Duration reservePoolTimeout,
        int maxDbConnections,
        int maxUserConnections,
        int maxDbClientConnections,
        int maxUserClientConnections,
        int maxWaitingClients,
        boolean roundRobin,
        int maxPreparedStatements) {

    public PoolSettings {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(reservePoolTimeout, "reservePoolTimeout");
    }

    /** Applies the overrides; the user's win over the database's. */
    public PoolSettings with(PoolOverrides database, PoolOverrides user) {
        return new PoolSettings(
                user.mode().or(database::mode).orElse(mode),
                user.poolSize().orElse(database.poolSize().orElse(poolSize)),
                user.minPoolSize().orElse(database.minPoolSize().orElse(minPoolSize)),
                user.reservePoolSize().orElse(database.reservePoolSize().orElse(reservePoolSize)),
                reservePoolTimeout,
                database.maxConnections().orElse(maxDbConnections),
                user.maxConnections().orElse(maxUserConnections),
                database.maxClientConnections().orElse(maxDbClientConnections),
                user.maxClientConnections().orElse(maxUserClientConnections),
                user.maxWaitingClients().orElse(database.maxWaitingClients().orElse(maxWaitingClients)),
                roundRobin,
                maxPreparedStatements);
    }
}
