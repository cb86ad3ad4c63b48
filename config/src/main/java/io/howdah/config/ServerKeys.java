package io.howdah.config;

import static io.howdah.config.SettingKey.global;

import java.time.Duration;
import java.util.List;

/** How connections to PostgreSQL are opened, checked, cleaned and retired. */
final class ServerKeys {

    /** PgBouncer's spelling for "send a query without text", which an ini file cannot tell from no value. */
    static final String EMPTY_QUERY = "<empty>";

    static final SettingKey<Duration> LIFETIME = global("server_lifetime", "server.lifetime", Quantities.seconds(),
            "3600", "Close an idle server connection older than this; 0 uses each connection only once.");
    static final SettingKey<Duration> IDLE_TIMEOUT = global("server_idle_timeout", "server.idle_timeout",
            Quantities.seconds(), "600", "Close a server connection idle for longer than this; 0 never.");
    static final SettingKey<Duration> CONNECT_TIMEOUT = global("server_connect_timeout", "server.connect_timeout",
            Quantities.seconds(), "15", "Give up connecting and logging in after this.");
    static final SettingKey<Duration> LOGIN_RETRY = global("server_login_retry", "server.login_retry",
            Quantities.seconds(), "15", "Pause after a failed login before the next one.");
    static final SettingKey<String> CHECK_QUERY = global("server_check_query", "server.check_query",
            ValueTypes.text(), EMPTY_QUERY, "Sent to see whether an idle connection is alive; `<empty>` is a query "
                    + "without text; an empty value turns the check off.");
    static final SettingKey<Duration> CHECK_DELAY = global("server_check_delay", "server.check_delay",
            Quantities.seconds(), "30", "A connection used more recently than this is not checked.");
    static final SettingKey<String> RESET_QUERY = global("server_reset_query", "server.reset_query",
            ValueTypes.text(), "DISCARD ALL", "Sent when a client lets go of a connection in session mode; empty for "
                    + "none.");
    static final SettingKey<Boolean> RESET_QUERY_ALWAYS = global("server_reset_query_always",
            "server.reset_query_always", ValueTypes.flag(), "0", "Send the reset query in every pool mode.");
    static final SettingKey<Boolean> FAST_CLOSE = global("server_fast_close", "server.fast_close", ValueTypes.flag(),
            "0", "After RECONNECT close at the end of the transaction even in session mode.");

    static final List<SettingKey<?>> ALL = List.of(LIFETIME, IDLE_TIMEOUT, CONNECT_TIMEOUT, LOGIN_RETRY, CHECK_QUERY,
            CHECK_DELAY, RESET_QUERY, RESET_QUERY_ALWAYS, FAST_CLOSE);

    private ServerKeys() {
    }
}
