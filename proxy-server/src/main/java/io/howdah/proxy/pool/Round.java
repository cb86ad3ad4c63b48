package io.howdah.proxy.pool;

import java.util.List;

/**
 * The result of one round of upkeep.
 *
 * @param surplus servers beyond the pool's sizes, to be closed
 * @param expired servers that were idle for too long, to be closed
 * @param idle servers that stay idle
 * @param all all servers
 * @param toOpen connections that waiting clients or min_pool_size need
 */
record Round<S>(List<S> surplus, List<S> expired, List<S> idle, List<S> all, List<Opening> toOpen) {}
