package io.howdah.console.view;

/**
 * One row of SHOW POOLS_EXTENDED: a pool with its latencies of the last minutes.
 *
 * @param pool clients and servers by state
 * @param seconds the time up to now that the latencies cover: one to two stats_periods, less if the pooler is younger
 * @param waits for a server, each time a client got one; a client that did not have to wait counts too
 * @param queries from the request to the end of the answer
 * @param xacts the time a client held a server for a transaction
 */
public record ExtendedPoolSnapshot(PoolSnapshot pool, int seconds, LatencySnapshot waits, LatencySnapshot queries,
        LatencySnapshot xacts) {}
