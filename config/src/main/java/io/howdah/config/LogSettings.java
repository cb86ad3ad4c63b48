package io.howdah.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The contents and the place of the log.
 *
 * @param poolerErrors whether to log errors that the pooler sends to clients
 * @param statsPeriod how often averages are computed, and logged when {@code stats} is on
 * @param verbose 0 to 4 or more; a higher number logs more
 * @param logfile absent means standard error
 * @param json whether a line is a JSON object; otherwise PgBouncer's text
 * @param minDurationStatement logs statements that take at least this long; absent for no statements
 * @param syslog the facility, if the log goes to syslog
 */
public record LogSettings(
        boolean connections,
        boolean disconnections,
        boolean poolerErrors,
        boolean stats,
        Duration statsPeriod,
        int verbose,
        Optional<Path> logfile,
        boolean json,
        Optional<Duration> minDurationStatement,
        Optional<Path> pidfile,
        Optional<String> syslog) {

    public LogSettings {
        Objects.requireNonNull(statsPeriod, "statsPeriod");
        Objects.requireNonNull(logfile, "logfile");
        Objects.requireNonNull(minDurationStatement, "minDurationStatement");
        Objects.requireNonNull(pidfile, "pidfile");
        Objects.requireNonNull(syslog, "syslog");
    }
}
