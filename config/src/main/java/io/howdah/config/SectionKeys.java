package io.howdah.config;

import static io.howdah.config.SettingKey.own;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Settings of one database, one user or one peer. */
final class SectionKeys {

    /** Prefix of any other PostgreSQL parameter of a database. */
    static final String STARTUP_PARAMETER_PREFIX = "startup_parameters.";

    /** PgBouncer's older spelling of {@code reserve_pool_size}. */
    static final String RESERVE_POOL_ALIAS = "reserve_pool";

    static final SettingKey<String> DBNAME = own("dbname", ValueTypes.text(),
            "The database's name in PostgreSQL; by default the entry's name.");
    static final SettingKey<List<String>> HOST = own("host", ValueTypes.list(),
            "Name, address, `host:port`, directory of a Unix socket or `@name` of an abstract socket; separate "
                    + "several with commas.");
    static final SettingKey<List<String>> HOSTS = own("hosts", ValueTypes.list(),
            "The same as `host`, for a list. Not in PgBouncer.");
    static final SettingKey<Integer> PORT = own("port", ValueTypes.port(1),
            "Port of every host without a port of its own; 5432 by default.");
    static final SettingKey<String> USER = own("user", ValueTypes.text(),
            "The user for all server connections; by default each client's own user.");
    static final SettingKey<String> PASSWORD = own("password", ValueTypes.text(),
            "Password of `user`; by default the password in the user list.").keptSecret();
    static final SettingKey<String> AUTH_USER = own("auth_user", ValueTypes.text(), "As the general setting.");
    static final SettingKey<String> AUTH_QUERY = own("auth_query", ValueTypes.text(), "As the general setting.");
    static final SettingKey<String> AUTH_DBNAME = own("auth_dbname", ValueTypes.text(), "As the general setting.");
    static final SettingKey<Integer> POOL_SIZE = count("pool_size", "Instead of `default_pool_size`.");
    static final SettingKey<Integer> MIN_POOL_SIZE = count("min_pool_size", "As the general setting.");
    static final SettingKey<Integer> RESERVE_POOL_SIZE = count("reserve_pool_size",
            "As the general setting; `reserve_pool` is an alias.");
    static final SettingKey<String> CONNECT_QUERY = own("connect_query", ValueTypes.text(),
            "Runs on every new server connection before its first use, and again after RESET ALL or DISCARD ALL.");
    static final SettingKey<PoolMode> POOL_MODE = own("pool_mode",
            ValueTypes.choice(PoolMode.values(), PoolMode::spelling), "As the general setting.");
    static final SettingKey<LoadBalanceHosts> LOAD_BALANCE_HOSTS = own("load_balance_hosts",
            ValueTypes.choice(LoadBalanceHosts.values(), LoadBalanceHosts::spelling),
            "`round-robin` spreads connections over the hosts; `disable` uses one host until it fails.");
    static final SettingKey<String> TARGET_SESSION_ATTRS = own("target_session_attrs",
            ValueTypes.refusing(ValueTypes.word("any", "read-write", "read-only", "primary", "standby"),
                    Set.of("read-write", "read-only", "primary", "standby"), "any"),
            "Only `any`; Howdah refuses other values for now.");
    static final SettingKey<Integer> MAX_DB = count("max_db_connections", "As the general setting.");
    static final SettingKey<Integer> MAX_DB_CLIENT = count("max_db_client_connections", "As the general setting.");
    static final SettingKey<Integer> MAX_WAITING = count("max_waiting_clients",
            "As the general setting. Not in PgBouncer.");
    static final SettingKey<Duration> SERVER_LIFETIME = time("server_lifetime");
    static final SettingKey<Duration> QUERY_WAIT = time("query_wait_timeout");
    static final SettingKey<String> CLIENT_ENCODING = own("client_encoding", ValueTypes.text(),
            "Start-up parameter of server connections.");
    static final SettingKey<String> DATESTYLE = own("datestyle", ValueTypes.text(), "Start-up parameter of server connections.");
    static final SettingKey<String> TIMEZONE = own("timezone", ValueTypes.text(), "Start-up parameter of server connections.");
    static final SettingKey<String> APPLICATION_NAME = own("application_name", ValueTypes.text(),
            "Start-up parameter of server connections.");

    static final SettingKey<Integer> MAX_USER = count("max_user_connections", "As the general setting.");
    static final SettingKey<Integer> MAX_USER_CLIENT = count("max_user_client_connections", "As the general setting.");
    static final SettingKey<Duration> QUERY_TIMEOUT = time("query_timeout");
    static final SettingKey<Duration> TRANSACTION_TIMEOUT = time("transaction_timeout");
    static final SettingKey<Duration> IDLE_TRANSACTION_TIMEOUT = time("idle_transaction_timeout");
    static final SettingKey<Duration> CLIENT_IDLE_TIMEOUT = time("client_idle_timeout");
    static final SettingKey<String> USER_PASSWORD = own("password", ValueTypes.text(),
            "Plain text, `md5...` or `SCRAM-SHA-256$...`; wins over the user list. Not in PgBouncer.").keptSecret();

    /** Keys whose values go to the server unchanged. */
    static final List<SettingKey<String>> STARTUP = List.of(CLIENT_ENCODING, DATESTYLE, TIMEZONE, APPLICATION_NAME);

    static final List<SettingKey<?>> DATABASE = List.of(DBNAME, HOST, HOSTS, PORT, LOAD_BALANCE_HOSTS,
            TARGET_SESSION_ATTRS, USER, PASSWORD, POOL_MODE, POOL_SIZE, MIN_POOL_SIZE, RESERVE_POOL_SIZE, MAX_DB,
            MAX_DB_CLIENT, MAX_WAITING, SERVER_LIFETIME, QUERY_WAIT, CONNECT_QUERY, CLIENT_ENCODING, DATESTYLE,
            TIMEZONE, APPLICATION_NAME, AUTH_USER, AUTH_QUERY, AUTH_DBNAME, TlsKeys.DATABASE_MODE,
            TlsKeys.DATABASE_NEGOTIATION, TlsKeys.DATABASE_CA, TlsKeys.DATABASE_CERT, TlsKeys.DATABASE_KEY,
            ServerKeys.DATABASE_PROXY_PROTOCOL);
    static final List<SettingKey<?>> USERS = List.of(USER_PASSWORD, POOL_MODE, POOL_SIZE, RESERVE_POOL_SIZE, MAX_USER,
            MAX_USER_CLIENT, MAX_WAITING, QUERY_TIMEOUT, QUERY_WAIT, TRANSACTION_TIMEOUT, IDLE_TRANSACTION_TIMEOUT,
            CLIENT_IDLE_TIMEOUT);
    static final SettingKey<String> PEER_HOST = own("host", ValueTypes.text(),
            "The peer's name, address or directory of its Unix socket.");
    static final SettingKey<Integer> PEER_PORT = own("port", ValueTypes.port(1), "The peer's port; 6432 by default.");
    static final SettingKey<Integer> PEER_POOL_SIZE = count("pool_size",
            "Cancel requests on their way to the peer at one time; by default `default_pool_size`.");
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
