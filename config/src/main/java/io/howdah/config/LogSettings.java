package io.howdah.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What is written to the log, and where.
 *
 * @param poolerErrors errors the pooler sends to clients
 * @param statsPeriod how often averages are computed, and logged when {@code stats} is on
 * @param verbose 0 to 4 or more; each step is more talkative
 * @param logfile absent means standard output
 * @param json an object a line, where false a line of text as PgBouncer's
 * @param minDurationStatement statements that take at least this long are logged; absent for none
 * @param syslog the facility, when logging to syslog is asked for
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
