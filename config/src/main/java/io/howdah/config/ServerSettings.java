package io.howdah.config;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How connections to PostgreSQL are opened, tested, cleaned and closed. {@link Duration#ZERO} turns a limit off, except for
 * {@code lifetime}.
 *
 * @param lifetime the pooler closes an older connection when it is next idle; {@link Duration#ZERO}, as in PgBouncer, means that
 *     each connection is used once
 * @param idleTimeout the pooler closes a connection that is idle for longer than this
 * @param checkQuery runs before a connection idle for {@code checkDelay} is used again: {@code ""} is an empty query, absent
 *     means no test
 * @param loginRetry pause after a failed login before the next attempt
 * @param resetQuery runs when a client releases a connection in session mode; empty for no query
 * @param resetQueryAlways runs the reset query in every pool mode
 * @param fastClose on RECONNECT closes connections at the end of the transaction even in session mode
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
