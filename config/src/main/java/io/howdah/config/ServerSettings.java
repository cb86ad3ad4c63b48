package io.howdah.config;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How connections to PostgreSQL are opened, checked, cleaned and retired. {@link Duration#ZERO} turns a limit off,
 * except for {@code lifetime}.
 *
 * @param lifetime a connection older than this is closed when it is next idle; {@link Duration#ZERO}, as in PgBouncer,
 *     means that each connection is used once
 * @param idleTimeout a connection idle for longer than this is closed
 * @param checkQuery sent before a connection idle for {@code checkDelay} is used again: {@code ""} is an empty query,
 *     absent means no check
 * @param loginRetry pause after a failed login before the next attempt
 * @param resetQuery sent when a client lets go of a connection in session mode; empty for none
 * @param resetQueryAlways send it in every pool mode
 * @param fastClose on RECONNECT close at the end of the transaction even in session mode
 */
public record ServerSettings(
        Duration lifetime,
        Duration idleTimeout,
        Optional<String> checkQuery,
        Duration checkDelay,
        Duration connectTimeout,
        Duration loginRetry,
        String resetQuery,
        boolean resetQueryAlways,
        boolean fastClose) {

    public ServerSettings {
        Objects.requireNonNull(lifetime, "lifetime");
        Objects.requireNonNull(idleTimeout, "idleTimeout");
        Objects.requireNonNull(checkQuery, "checkQuery");
        Objects.requireNonNull(checkDelay, "checkDelay");
        Objects.requireNonNull(connectTimeout, "connectTimeout");
        Objects.requireNonNull(loginRetry, "loginRetry");
        Objects.requireNonNull(resetQuery, "resetQuery");
    }

    ServerSettings with(PoolOverrides database) {
        return new ServerSettings(database.serverLifetime().orElse(lifetime), idleTimeout, checkQuery, checkDelay,
                connectTimeout, loginRetry, resetQuery, resetQueryAlways, fastClose);
    }
}
