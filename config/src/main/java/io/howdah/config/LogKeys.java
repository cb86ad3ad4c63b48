package io.howdah.config;

import static io.howdah.config.SettingKey.global;

import java.time.Duration;
import java.util.List;

/** Settings of the log. */
final class LogKeys {

    static final SettingKey<Boolean> CONNECTIONS = global("log_connections", "log.connections", ValueTypes.flag(),
            "1", "Log logins.");
    static final SettingKey<Boolean> DISCONNECTIONS = global("log_disconnections", "log.disconnections",
            ValueTypes.flag(), "1", "Log disconnections with their reason.");
    static final SettingKey<Boolean> POOLER_ERRORS = global("log_pooler_errors", "log.pooler_errors",
            ValueTypes.flag(), "1", "Log errors that the pooler sends to clients.");
    static final SettingKey<Boolean> STATS = global("log_stats", "log.stats", ValueTypes.flag(), "1",
            "Log averages every `stats_period`.");
    static final SettingKey<Duration> STATS_PERIOD = global("stats_period", "log.stats_period", Quantities.seconds(),
            "60", "How often averages are computed.");
    static final SettingKey<Integer> VERBOSE = global("verbose", "log.verbose", ValueTypes.count(0, 9), "0",
            "Higher numbers log more.");
    static final SettingKey<String> LOGFILE = global("logfile", "log.file", ValueTypes.filename(), "",
            "The log file; empty for standard error. A reload opens it again.");
    static final SettingKey<String> FORMAT = global("log_format", "log.format", ValueTypes.word("text", "json"), "text",
            "Format of the log: `text`, PgBouncer's lines, or `json`, one object per line. Not in PgBouncer.");
    static final SettingKey<Duration> MIN_DURATION_STATEMENT = global("log_min_duration_statement", "log.min_duration_statement",
            Quantities.millisecondsOrNever(), "-1",
            "Log each statement that takes longer, the wait for a server included, without the statement's values; 0 for "
                    + "all, -1 for none. Not in PgBouncer.");
    static final SettingKey<Boolean> SYSLOG = global("syslog", "log.syslog", ValueTypes.flag(), "0",
            "Log to syslog.").withoutEffect();
    static final SettingKey<String> SYSLOG_FACILITY = global("syslog_facility", "log.syslog_facility",
            ValueTypes.text(), "daemon", "The facility in syslog.").withoutEffect();
    static final SettingKey<String> SYSLOG_IDENT = global("syslog_ident", "log.syslog_ident", ValueTypes.text(),
            "pgbouncer", "The name in syslog.").withoutEffect();

    static final List<SettingKey<?>> ALL = List.of(CONNECTIONS, DISCONNECTIONS, POOLER_ERRORS, STATS, STATS_PERIOD,
            VERBOSE, LOGFILE, FORMAT, MIN_DURATION_STATEMENT, SYSLOG, SYSLOG_FACILITY, SYSLOG_IDENT);

    private LogKeys() {
    }
}
