package io.howdah.console.view;

/**
 * One row of SHOW POOLS_EXTENDED: a pool, and how long things have taken there of late.
 *
 * @param pool what clients and servers are doing now
 * @param seconds how much time the latencies cover, up to now: between one and two stats_periods, less where the pooler is younger
 * @param waits of clients for a server, each time one was given to one; not having to wait counts too
 * @param queries of servers over a query
 * @param xacts of clients holding a server for a transaction
 */
public record ExtendedPoolSnapshot(PoolSnapshot pool, int seconds, LatencySnapshot waits, LatencySnapshot queries, LatencySnapshot xacts) {}
