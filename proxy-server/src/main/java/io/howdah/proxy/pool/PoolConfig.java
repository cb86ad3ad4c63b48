package io.howdah.proxy.pool;

import io.howdah.config.DatabaseConfig;
import io.howdah.config.PoolSettings;
import io.howdah.config.ServerSettings;
import io.howdah.config.Timeouts;
import io.howdah.proxy.server.ServerTarget;

/**
 * What holds for one pool at one moment; a reload gives it another.
 *
 * @param database its database's entry, hosts among it
 * @param pool sizes and mode, user over database over global
 * @param server upkeep of its servers
 * @param timeouts limits on time for its clients
 * @param target what its servers are opened for
 */
public record PoolConfig(DatabaseConfig database, PoolSettings pool, ServerSettings server, Timeouts timeouts, ServerTarget target) {}
