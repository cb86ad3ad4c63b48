package io.howdah.config;

import static io.howdah.config.SettingKey.global;

import java.time.Duration;
import java.util.List;

/** Settings of the pools: their mode, their sizes, their queues. */
final class PoolKeys {

    private static final ValueType<Integer> LIMIT = ValueTypes.count(0, Integer.MAX_VALUE);

    static final SettingKey<PoolMode> MODE = global("pool_mode", "pool.mode",
            ValueTypes.choice(PoolMode.values(), PoolMode::spelling), "session",
            "When a server connection goes back to the pool: at the end of the `session`, of the `transaction`, or of "
                    + "the `statement`.")
            .inYaml("transaction");
    static final SettingKey<Integer> SIZE = global("default_pool_size", "pool.size", LIMIT, "20",
            "Server connections per pool; each pair of database and user has a pool. 0 for no limit.");
    static final SettingKey<Integer> MIN_SIZE = global("min_pool_size", "pool.min_size", LIMIT, "0",
            "Server connections that a pool keeps open even if no client needs them.");
    static final SettingKey<Integer> RESERVE_SIZE = global("reserve_pool_size", "pool.reserve_size", LIMIT, "0",
            "Additional connections of a pool whose clients wait longer than `reserve_pool_timeout`.");
    static final SettingKey<Duration> RESERVE_TIMEOUT = global("reserve_pool_timeout", "pool.reserve_timeout",
            Quantities.seconds(), "5", "The wait after which a pool uses its reserve; 0 turns the reserve off.");
    static final SettingKey<Integer> MAX_WAITING = global("max_waiting_clients", "pool.max_waiting_clients", LIMIT,
            "0", "Clients that may wait for one pool; the pooler refuses any more at once instead of "
                    + "after `query_wait_timeout`. 0 for no limit. Not in PgBouncer.");
    static final SettingKey<Integer> MAX_DB = global("max_db_connections", "pool.max_db_connections", LIMIT, "0",
            "Server connections per database, over all users; 0 for no limit.");
    static final SettingKey<Integer> MAX_USER = global("max_user_connections", "pool.max_user_connections", LIMIT, "0",
            "Server connections per user, over all databases; 0 for no limit.");
    static final SettingKey<Integer> MAX_DB_CLIENT = global("max_db_client_connections",
            "pool.max_db_client_connections", LIMIT, "0", "Client connections per database; 0 for no limit.");
    static final SettingKey<Integer> MAX_USER_CLIENT = global("max_user_client_connections",
            "pool.max_user_client_connections", LIMIT, "0", "Client connections per user; 0 for no limit.");
    static final SettingKey<Boolean> ROUND_ROBIN = global("server_round_robin", "pool.round_robin", ValueTypes.flag(),
            "0", "Use the server connections in turn, instead of the last used connection first.");
    static final SettingKey<Integer> PREPARED = global("max_prepared_statements", "pool.max_prepared_statements",
            LIMIT, "200", "Prepared statements kept on each server connection; 0 turns the tracking off. "
                    + "Session mode does not track: names reach the server unchanged.");
    static final SettingKey<Duration> IDLE_TIMEOUT = global("pool_idle_timeout", "pool.idle_timeout",
            Quantities.seconds(), "0", "Forget a pool and its statistics after so long without clients and servers; 0 never.");
    static final SettingKey<Duration> AUTODB_IDLE_TIMEOUT = global("autodb_idle_timeout", "pool.autodb_idle_timeout",
            Quantities.seconds(), "3600", "Forget a database made from `*` after so long without use; 0 never.");

    static final List<SettingKey<?>> ALL = List.of(MODE, SIZE, MIN_SIZE, RESERVE_SIZE, RESERVE_TIMEOUT, MAX_WAITING,
            MAX_DB, MAX_USER, MAX_DB_CLIENT, MAX_USER_CLIENT, ROUND_ROBIN, PREPARED, IDLE_TIMEOUT,
            AUTODB_IDLE_TIMEOUT);

    private PoolKeys() {
    }
}
