package io.howdah.config;

import static io.howdah.config.SettingKey.global;
import static io.howdah.config.SettingKey.own;

import java.time.Duration;
import java.util.List;

/** Settings for opening, checking, cleaning and closing connections to PostgreSQL. */
final class ServerKeys {

    /** PgBouncer's word for a query without text: an ini file has no other way to tell an empty query from no value. */
    static final String EMPTY_QUERY = "<empty>";

    static final SettingKey<Duration> LIFETIME = global("server_lifetime", "server.lifetime", Quantities.seconds(),
            "3600", "Close an idle server connection older than this; 0 uses each connection only once.");
    static final SettingKey<Duration> IDLE_TIMEOUT = global("server_idle_timeout", "server.idle_timeout",
            Quantities.seconds(), "600", "Close a server connection idle for longer than this; 0 never.");
    static final SettingKey<Duration> CONNECT_TIMEOUT = global("server_connect_timeout", "server.connect_timeout",
            Quantities.seconds(), "15", "Time limit for connecting and logging in together.");
    static final SettingKey<Duration> LOGIN_RETRY = global("server_login_retry", "server.login_retry",
            Quantities.seconds(), "15", "Longest pause between a failed login and the next attempt. The first is 0.1 s, and each "
                    + "is twice as long as the one before. RELOAD, RECONNECT and a user's new secret end it.");
    static final SettingKey<String> CHECK_QUERY = global("server_check_query", "server.check_query",
            ValueTypes.text(), EMPTY_QUERY, "Query that tests whether an idle connection is alive; `<empty>` is a "
                    + "query without text; an empty value turns the test off.");
    static final SettingKey<Duration> CHECK_DELAY = global("server_check_delay", "server.check_delay",
            Quantities.seconds(), "30", "The pooler does not test a connection that was in use more recently than this.");
    static final SettingKey<String> RESET_QUERY = global("server_reset_query", "server.reset_query",
            ValueTypes.text(), "DISCARD ALL", "Query that runs when a client releases a connection in session mode; empty "
                    + "for no query.");
    static final SettingKey<Boolean> RESET_QUERY_ALWAYS = global("server_reset_query_always",
            "server.reset_query_always", ValueTypes.flag(), "0", "Run the reset query in every pool mode.");
    static final SettingKey<Boolean> FAST_CLOSE = global("server_fast_close", "server.fast_close", ValueTypes.flag(),
            "0", "After RECONNECT close connections at the end of the transaction even in session mode.");

    private static final ValueType<ProxyProtocol> PROXY_VERSIONS = ValueTypes.choice(ProxyProtocol.values(),
            ProxyProtocol::spelling);
    static final SettingKey<ProxyProtocol> PROXY_PROTOCOL = global("server_proxy_protocol", "server.proxy_protocol",
            PROXY_VERSIONS, "off", "Begin each connection to a server with a PROXY header of this version, `v1` or `v2`, with "
                    + "the address of the client for whom it is opened. PostgreSQL itself does not know the header. Not in "
                    + "PgBouncer.");

    static final List<SettingKey<?>> ALL = List.of(LIFETIME, IDLE_TIMEOUT, CONNECT_TIMEOUT, LOGIN_RETRY, CHECK_QUERY,
            CHECK_DELAY, RESET_QUERY, RESET_QUERY_ALWAYS, FAST_CLOSE, PROXY_PROTOCOL);

    /** One database's servers. */
    static final SettingKey<ProxyProtocol> DATABASE_PROXY_PROTOCOL = own("server_proxy_protocol", PROXY_VERSIONS,
            "As the general setting. Not in PgBouncer.");

    private ServerKeys() {
    }
}
