package io.howdah.config;

import static io.howdah.config.SettingKey.global;

import java.time.Duration;
import java.util.List;

/** How long things may take; 0 turns a limit off. */
final class TimeoutKeys {

    static final SettingKey<Duration> QUERY_WAIT = time("query_wait_timeout", "query_wait", "120",
            "How long a client may wait for a server connection; 0 for ever.");
    static final SettingKey<Duration> QUERY_WAIT_NOTIFY = time("query_wait_notify", "query_wait_notify", "5",
            "Tell a client that it is queued after this wait; 0 never.");
    static final SettingKey<Duration> QUERY = time("query_timeout", "query", "0",
            "Longest query; 0 for no limit. Meant for lost networks: use PostgreSQL's `statement_timeout` first.");
    static final SettingKey<Duration> TRANSACTION = time("transaction_timeout", "transaction", "0",
            "Longest transaction; 0 for no limit.");
    static final SettingKey<Duration> IDLE_TRANSACTION = time("idle_transaction_timeout", "idle_transaction", "0",
            "Longest silence inside a transaction; 0 for no limit.");
    static final SettingKey<Duration> CLIENT_IDLE = time("client_idle_timeout", "client_idle", "0",
            "Longest silence of a client outside a transaction; 0 for no limit.");
    static final SettingKey<Duration> CLIENT_LOGIN = time("client_login_timeout", "client_login", "60",
            "A client must have logged in after this.");
    static final SettingKey<Duration> CANCEL_WAIT = time("cancel_wait_timeout", "cancel_wait", "10",
            "How long a cancel request may wait to be carried out; 0 for ever.");
    static final SettingKey<Duration> SUSPEND = time("suspend_timeout", "suspend", "10",
            "How long SUSPEND waits for what has been read to leave; who has not taken it by then, or waits for a server, is dropped.");
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
