package io.howdah.config;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one database or one user sets differently from everybody else; an absent member leaves the wider setting.
 *
 * @param maxConnections server connections of this database ({@code max_db_connections}) or of this user
 *     ({@code max_user_connections}), whichever the overrides belong to
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

    /** Nothing is different. */
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
