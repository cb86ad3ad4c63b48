package io.howdah.proxy.pool;

import io.howdah.config.DatabaseConfig;
import io.howdah.config.PoolSettings;
import io.howdah.config.ServerSettings;
import io.howdah.config.Timeouts;
import io.howdah.proxy.server.ServerTarget;

/**
 * The configuration of one pool at one moment. A reload replaces it.
 *
 * @param database the database's entry, with its hosts
 * @param pool sizes and mode: the user's, else the database's, else the global values
 * @param server settings for the upkeep of servers
 * @param timeouts time limits for clients
 * @param target the database, the login and the parameters with which servers are opened
 */
public record PoolConfig(DatabaseConfig database, PoolSettings pool, ServerSettings server, Timeouts timeouts,
        ServerTarget target) {}
