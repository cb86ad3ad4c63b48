package io.howdah.config;

import static io.howdah.config.SettingKey.global;

import java.time.Duration;
import java.util.List;

/** The time limits; 0 turns a limit off. */
final class TimeoutKeys {

    static final SettingKey<Duration> QUERY_WAIT = time("query_wait_timeout", "query_wait", "120",
            "How long a client may wait for a server connection; 0 for ever.");
    static final SettingKey<Duration> QUERY_WAIT_NOTIFY = time("query_wait_notify", "query_wait_notify", "5",
            "Send a waiting client a notice after so long; 0 never.");
    static final SettingKey<Duration> QUERY = time("query_timeout", "query", "0",
            "Longest query; 0 for no limit. For lost networks: prefer PostgreSQL's `statement_timeout`.");
    static final SettingKey<Duration> TRANSACTION = time("transaction_timeout", "transaction", "0",
            "Longest transaction; 0 for no limit.");
    static final SettingKey<Duration> IDLE_TRANSACTION = time("idle_transaction_timeout", "idle_transaction", "0",
            "Longest silence inside a transaction; 0 for no limit.");
    static final SettingKey<Duration> CLIENT_IDLE = time("client_idle_timeout", "client_idle", "0",
            "Longest silence of a client outside a transaction; 0 for no limit.");
    static final SettingKey<Duration> CLIENT_LOGIN = time("client_login_timeout", "client_login", "60",
            "Time limit for a client's login.");
    static final SettingKey<Duration> CANCEL_WAIT = time("cancel_wait_timeout", "cancel_wait", "10",
            "Time limit for carrying out a cancel request; 0 for no limit.");
    static final SettingKey<Duration> SUSPEND = time("suspend_timeout", "suspend", "10",
            "How long SUSPEND waits for bytes to leave. It then drops clients that have not taken theirs or still wait for a "
                    + "server.");
    static final SettingKey<Duration> SHUTDOWN = time("shutdown_timeout", "shutdown", "60",
            "How long an orderly shutdown waits for transactions to end. Not in PgBouncer.");

    static final List<SettingKey<?>> ALL = List.of(QUERY_WAIT, QUERY_WAIT_NOTIFY, QUERY, TRANSACTION,
            IDLE_TRANSACTION, CLIENT_IDLE, CLIENT_LOGIN, CANCEL_WAIT, SUSPEND, SHUTDOWN);

    private TimeoutKeys() {
    }

    private static SettingKey<Duration> time(String key, String name, String standard, String meaning) {
        return global(key, "timeouts." + name, Quantities.seconds(), standard, meaning);
    }
}
