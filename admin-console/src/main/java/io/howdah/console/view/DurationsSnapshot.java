package io.howdah.console.view;

import java.util.List;

/**
 * How many waits and queries took how long, since the pools were made.
 *
 * @param micros what each count stands for, microseconds, ascending; whatever is counted there took as long within 6.25 %
 * @param all of all pools together
 * @param pools of those asked for, in that order
 */
public record DurationsSnapshot(long[] micros, PoolDurations all, List<PoolDurations> pools) {

    /**
     * Counts for each of {@link #micros}.
     *
     * @param waits of clients for a server, each time one was given to one; not having to wait counts too
     * @param queries of servers over a query
     */
    public record PoolDurations(long[] waits, long[] queries) {}
}
