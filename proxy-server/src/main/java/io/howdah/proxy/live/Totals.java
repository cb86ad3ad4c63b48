package io.howdah.proxy.live;

import io.howdah.console.view.StatsValues;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stats.PoolStats;

/** Sums of the counters of PgBouncer's SHOW STATS. Not thread-safe. */
public final class Totals {

    private final long[] values = new long[Counter.values().length];

    /** Adds a pool's counters. */
    void add(PoolStats stats) {
        for (Counter counter : Counter.values()) {
            values[counter.ordinal()] += stats.total(counter);
        }
    }

    void add(Totals others) {
        for (int i = 0; i < values.length; i++) {
            values[i] += others.values[i];
        }
    }

    long get(Counter counter) {
        return values[counter.ordinal()];
    }

    /** The counts added since then; never negative, for pools may have gone meanwhile. */
    Totals since(Totals before) {
        Totals difference = new Totals();
        for (int i = 0; i < values.length; i++) {
            difference.values[i] = Math.max(0, values[i] - before.values[i]);
        }
        return difference;
    }

    /** The sums as SHOW STATS' totals. */
    StatsValues totals() {
        return new StatsValues(
                get(Counter.SERVER_ASSIGNMENT_COUNT),
                get(Counter.XACT_COUNT),
                get(Counter.QUERY_COUNT),
                get(Counter.RECEIVED),
                get(Counter.SENT),
                get(Counter.XACT_TIME) / 1000,
                get(Counter.QUERY_TIME) / 1000,
                get(Counter.WAIT_TIME) / 1000,
                get(Counter.CLIENT_PARSE_COUNT),
                get(Counter.SERVER_PARSE_COUNT),
                get(Counter.BIND_COUNT),
                get(Counter.CLIENT_LOGIN_COUNT));
    }

    /** The sums as SHOW STATS' averages over this time. */
    public StatsValues averages(long nanos) {
        return new StatsValues(
                perSecond(Counter.SERVER_ASSIGNMENT_COUNT, nanos),
                perSecond(Counter.XACT_COUNT, nanos),
                perSecond(Counter.QUERY_COUNT, nanos),
                perSecond(Counter.RECEIVED, nanos),
                perSecond(Counter.SENT, nanos),
                microsEach(Counter.XACT_TIME, Counter.XACT_COUNT),
                microsEach(Counter.QUERY_TIME, Counter.QUERY_COUNT),
                microsEach(Counter.WAIT_TIME, Counter.SERVER_ASSIGNMENT_COUNT),
                perSecond(Counter.CLIENT_PARSE_COUNT, nanos),
                perSecond(Counter.SERVER_PARSE_COUNT, nanos),
                perSecond(Counter.BIND_COUNT, nanos),
                perSecond(Counter.CLIENT_LOGIN_COUNT, nanos));
    }

    private long perSecond(Counter counter, long nanos) {
        return (long) (get(counter) / Math.max(1e-3, nanos / 1e9));
    }

    private long microsEach(Counter time, Counter count) {
        return get(count) == 0 ? 0 : get(time) / 1000 / get(count);
    }
}
