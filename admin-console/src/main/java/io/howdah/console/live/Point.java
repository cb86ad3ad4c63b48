package io.howdah.console.live;

import org.jspecify.annotations.Nullable;

/**
 * One point of the charts, for one pool or for all pools.
 *
 * @param clients linked, or idle without a request
 * @param waiting clients that wait for a server
 * @param busy servers linked to a client
 * @param idle servers without a client
 * @param queries per second since the point before
 * @param errors sent to clients, per second
 * @param waits of the last seconds; null if there were none
 * @param durations of the queries of the last seconds; null if there were none
 */
record Point(int clients, int waiting, int busy, int idle, double queries, double errors, @Nullable Percentiles waits,
        @Nullable Percentiles durations) {}
