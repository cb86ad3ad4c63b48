package io.howdah.config;

import static io.howdah.config.SettingKey.own;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What one database, one user or one peer may say for itself. */
final class SectionKeys {

    /** Stands before the name of any further PostgreSQL parameter of a database. */
    static final String STARTUP_PARAMETER_PREFIX = "startup_parameters.";

    /** PgBouncer's older spelling of {@code reserve_pool_size}. */
    static final String RESERVE_POOL_ALIAS = "reserve_pool";

    static final SettingKey<String> DBNAME = own("dbname", ValueTypes.text(),
            "Its name in PostgreSQL; the same when absent.");
    static final SettingKey<List<String>> HOST = own("host", ValueTypes.list(),
            "Name, address, `host:port`, directory of a Unix socket or `@name` of an abstract one; several with "
                    + "commas.");
    static final SettingKey<List<String>> HOSTS = own("hosts", ValueTypes.list(),
            "The same as `host`; reads better with a list. Not in PgBouncer.");
    static final SettingKey<Integer> PORT = own("port", ValueTypes.port(1),
            "Port of every host that names none; 5432.");
    static final SettingKey<String> USER = own("user", ValueTypes.text(),
            "The role every client becomes on the server; without it each client keeps its own.");
    static final SettingKey<String> PASSWORD = own("password", ValueTypes.text(),
            "Password of `user`; without it the one of the user list is used.").keptSecret();
    static final SettingKey<String> AUTH_USER = own("auth_user", ValueTypes.text(), "As the general setting.");
    static final SettingKey<String> AUTH_QUERY = own("auth_query", ValueTypes.text(), "As the general setting.");
    static final SettingKey<String> AUTH_DBNAME = own("auth_dbname", ValueTypes.text(), "As the general setting.");
    static final SettingKey<Integer> POOL_SIZE = count("pool_size", "Instead of `default_pool_size`.");
    static final SettingKey<Integer> MIN_POOL_SIZE = count("min_pool_size", "As the general setting.");
    static final SettingKey<Integer> RESERVE_POOL_SIZE = count("reserve_pool_size",
            "As the general setting; `reserve_pool` is the same.");
    static final SettingKey<String> CONNECT_QUERY = own("connect_query", ValueTypes.text(),
            "Sent on every new server connection before its first use.");
    static final SettingKey<PoolMode> POOL_MODE = own("pool_mode",
            ValueTypes.choice(PoolMode.values(), PoolMode::spelling), "As the general setting.");
    static final SettingKey<LoadBalanceHosts> LOAD_BALANCE_HOSTS = own("load_balance_hosts",
            ValueTypes.choice(LoadBalanceHosts.values(), LoadBalanceHosts::spelling),
            "`round-robin` spreads connections over the hosts; `disable` stays with one until it fails.");
    static final SettingKey<String> TARGET_SESSION_ATTRS = own("target_session_attrs",
            ValueTypes.refusing(ValueTypes.word("any", "read-write", "read-only", "primary", "standby"),
                    Set.of("read-write", "read-only", "primary", "standby"), "any"),
            "Only `any`: other values are refused for now.");
    static final SettingKey<Integer> MAX_DB = count("max_db_connections", "As the general setting.");
    static final SettingKey<Integer> MAX_DB_CLIENT = count("max_db_client_connections", "As the general setting.");
    static final SettingKey<Integer> MAX_WAITING = count("max_waiting_clients",
            "As the general setting. Not in PgBouncer.");
    static final SettingKey<Duration> SERVER_LIFETIME = time("server_lifetime");
    static final SettingKey<Duration> QUERY_WAIT = time("query_wait_timeout");
    static final SettingKey<String> CLIENT_ENCODING = own("client_encoding", ValueTypes.text(), "Asked of the server.");
    static final SettingKey<String> DATESTYLE = own("datestyle", ValueTypes.text(), "Asked of the server.");
    static final SettingKey<String> TIMEZONE = own("timezone", ValueTypes.text(), "Asked of the server.");
    static final SettingKey<String> APPLICATION_NAME = own("application_name", ValueTypes.text(),
            "Asked of the server.");

    static final SettingKey<Integer> MAX_USER = count("max_user_connections", "As the general setting.");
    static final SettingKey<Integer> MAX_USER_CLIENT = count("max_user_client_connections", "As the general setting.");
    static final SettingKey<Duration> QUERY_TIMEOUT = time("query_timeout");
    static final SettingKey<Duration> TRANSACTION_TIMEOUT = time("transaction_timeout");
    static final SettingKey<Duration> IDLE_TRANSACTION_TIMEOUT = time("idle_transaction_timeout");
    static final SettingKey<Duration> CLIENT_IDLE_TIMEOUT = time("client_idle_timeout");
    static final SettingKey<String> USER_PASSWORD = own("password", ValueTypes.text(),
            "Plain, `md5...` or `SCRAM-SHA-256$...`; wins over the user list. Not in PgBouncer.").keptSecret();

    /** Sent to the server as they are. */
    static final List<SettingKey<String>> STARTUP = List.of(CLIENT_ENCODING, DATESTYLE, TIMEZONE, APPLICATION_NAME);

    static final List<SettingKey<?>> DATABASE = List.of(DBNAME, HOST, HOSTS, PORT, LOAD_BALANCE_HOSTS,
            TARGET_SESSION_ATTRS, USER, PASSWORD, POOL_MODE, POOL_SIZE, MIN_POOL_SIZE, RESERVE_POOL_SIZE, MAX_DB,
            MAX_DB_CLIENT, MAX_WAITING, SERVER_LIFETIME, QUERY_WAIT, CONNECT_QUERY, CLIENT_ENCODING, DATESTYLE,
            TIMEZONE, APPLICATION_NAME, AUTH_USER, AUTH_QUERY, AUTH_DBNAME);
    static final List<SettingKey<?>> USERS = List.of(USER_PASSWORD, POOL_MODE, POOL_SIZE, RESERVE_POOL_SIZE, MAX_USER,
            MAX_USER_CLIENT, MAX_WAITING, QUERY_TIMEOUT, QUERY_WAIT, TRANSACTION_TIMEOUT, IDLE_TRANSACTION_TIMEOUT,
            CLIENT_IDLE_TIMEOUT);
    static final SettingKey<String> PEER_HOST = own("host", ValueTypes.text(),
            "Where the peer listens: name, address or directory of its Unix socket.");
    static final SettingKey<Integer> PEER_PORT = own("port", ValueTypes.port(1), "Its port; 6432.");
    static final SettingKey<Integer> PEER_POOL_SIZE = count("pool_size",
            "Cancel requests on their way to it at one time; `default_pool_size` when absent.");
    static final List<SettingKey<?>> PEERS = List.of(PEER_HOST, PEER_PORT, PEER_POOL_SIZE);

    private SectionKeys() {
    }

    private static SettingKey<Integer> count(String key, String meaning) {
        return own(key, ValueTypes.ownCount(), meaning);
    }

    private static SettingKey<Duration> time(String key) {
        return own(key, Quantities.ownSeconds(), "As the general setting.");
    }
}
