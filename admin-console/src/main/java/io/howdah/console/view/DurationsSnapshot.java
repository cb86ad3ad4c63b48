package io.howdah.console.view;

import java.util.List;

/**
 * Distributions of waits and query times, counted since the pools were made.
 *
 * @param micros the duration of each count, microseconds, ascending, accurate to 6.25 %
 * @param all of all pools together
 * @param pools of the requested pools, in the order of the request
 */
public record DurationsSnapshot(long[] micros, PoolDurations all, List<PoolDurations> pools) {

    /**
     * Counts for each duration of {@link #micros}.
     *
     * @param waits for a server, each time a client got one; a client that did not have to wait counts too
     * @param queries the servers' time for queries
     */
    public record PoolDurations(long[] waits, long[] queries) {}
}
