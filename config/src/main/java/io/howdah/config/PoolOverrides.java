package io.howdah.config;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings of one database or one user that differ from the general settings; an absent member keeps the general setting.
 *
 * @param maxConnections server connections: {@code max_db_connections} for a database, {@code max_user_connections} for a user
 * @param maxClientConnections likewise for client connections
 */
public record PoolOverrides(
        Optional<PoolMode> mode,
        OptionalInt poolSize,
        OptionalInt minPoolSize,
        OptionalInt reservePoolSize,
        OptionalInt maxConnections,
        OptionalInt maxClientConnections,
        OptionalInt maxWaitingClients,
        Optional<Duration> serverLifetime,
        Optional<Duration> queryWait,
        Optional<Duration> query,
        Optional<Duration> transaction,
        Optional<Duration> idleTransaction,
        Optional<Duration> clientIdle) {

    /** No setting differs. */
    public static final PoolOverrides EMPTY = new PoolOverrides(
            Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(),
            OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty());

    public PoolOverrides {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(poolSize, "poolSize");
        Objects.requireNonNull(minPoolSize, "minPoolSize");
        Objects.requireNonNull(reservePoolSize, "reservePoolSize");
        Objects.requireNonNull(maxConnections, "maxConnections");
        Objects.requireNonNull(maxClientConnections, "maxClientConnections");
        Objects.requireNonNull(maxWaitingClients, "maxWaitingClients");
        Objects.requireNonNull(serverLifetime, "serverLifetime");
        Objects.requireNonNull(queryWait, "queryWait");
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(transaction, "transaction");
        Objects.requireNonNull(idleTransaction, "idleTransaction");
        Objects.requireNonNull(clientIdle, "clientIdle");
    }
}
