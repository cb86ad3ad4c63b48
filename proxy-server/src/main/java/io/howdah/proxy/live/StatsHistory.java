package io.howdah.proxy.live;

import io.howdah.console.view.StatsValues;
import java.util.Map;

/**
 * The totals at the beginnings of the last two stats_periods. As in PgBouncer, averages cover the time from the older of the two
 * to now: between one and two periods, and never too short a time. Any thread.
 */
public final class StatsHistory {

    private record Moment(long nanos, Map<String, Totals> byDatabase) {
        Totals of(String database) {
            Totals known = byDatabase.get(database);
            return known == null ? new Totals() : known;
        }

        Totals all() {
            Totals all = new Totals();
            byDatabase.values().forEach(all::add);
            return all;
        }
    }

    private volatile Moment older;
    private volatile Moment newer;

    /** @param startNanos the pooler's start, by System.nanoTime() */
    public StatsHistory(long startNanos) {
        older = new Moment(startNanos, Map.of());
        newer = older;
    }

    /**
     * A stats_period ends.
     *
     * @return the averages of all databases over this period
     */
    public StatsValues periodEnds(Map<String, Totals> byDatabase, long nowNanos) {
        Moment before = newer;
        Moment now = new Moment(nowNanos, Map.copyOf(byDatabase));
        older = before;
        newer = now;
        return now.all().since(before.all()).averages(nowNanos - before.nanos);
    }

    /** The averages of a database with these totals now. */
    StatsValues averages(String database, Totals now, long nowNanos) {
        Moment before = older;
        return now.since(before.of(database)).averages(nowNanos - before.nanos);
    }

    /** The averages of all databases together. */
    StatsValues averagesOfAll(Totals now, long nowNanos) {
        Moment before = older;
        return now.since(before.all()).averages(nowNanos - before.nanos);
    }
}
