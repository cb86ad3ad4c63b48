package io.howdah.config;

import java.time.Duration;
import java.util.Objects;

/**
 * Socket options of both sides. {@link Duration#ZERO} and 0 leave the operating system's value.
 *
 * @param userTimeout how long sent data may stay unacknowledged before the connection counts as dead
 * @param socketBuffer bytes
 * @param deferAccept accept a client only when its first bytes have arrived (Linux)
 */
public record TcpSettings(
        boolean keepAlive,
        Duration keepIdle,
        Duration keepInterval,
        int keepCount,
        Duration userTimeout,
        long socketBuffer,
        boolean deferAccept) {

    public TcpSettings {
        Objects.requireNonNull(keepIdle, "keepIdle");
        Objects.requireNonNull(keepInterval, "keepInterval");
        Objects.requireNonNull(userTimeout, "userTimeout");
    }
}
