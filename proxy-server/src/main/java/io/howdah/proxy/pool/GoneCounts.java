package io.howdah.proxy.pool;

import io.howdah.proxy.stats.PoolStats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The counts of pools that no longer exist, added up by database. Without these counts, a sum over a database's pools would fall
 * when a pool is forgotten, and a reader of counters takes a falling counter for a restart. States and latencies are not kept.
 * Any thread.
 */
final class GoneCounts {

    /**
     * The most databases with counts of their own. If there is one more, the database that lost a pool longest ago keeps only its
     * refusals.
     */
    private static final int MOST = 1_000;

    // A PoolStats in the map never changes, so a reader's copy keeps its values.
    private final Map<String, PoolStats> byDatabase = new LinkedHashMap<>();
    private PoolStats others = new PoolStats();

    /**
     * Adds the counts of a pool that is forgotten.
     *
     * @param all false to keep only the refusals, for any client can make up the name of a database
     */
    synchronized void add(Pool pool, boolean all) {
        if (!pool.takeOverCounts()) {
            return;
        }
        String database = pool.key().database();
        if (!all) {
            others = PoolStats.refusalsOf(others, pool.stats());
            return;
        }
        byDatabase.put(database, PoolStats.sum(byDatabase.remove(database), pool.stats()));
        if (byDatabase.size() > MOST) {
            forget(byDatabase.keySet().iterator().next());
        }
    }

    private void forget(String database) {
        others = PoolStats.refusalsOf(others, byDatabase.remove(database));
    }

    /** Whether this database has counts of its own here. */
    synchronized boolean has(String database) {
        return byDatabase.containsKey(database);
    }

    /** Reduces the counts of matching databases to their refusals. */
    synchronized void forget(Predicate<String> which) {
        List.copyOf(byDatabase.keySet()).stream().filter(which).forEach(this::forget);
    }

    /**
     * The pools that still count for themselves, and the counts of gone pools. No pool's counts appear twice, and none are left
     * out.
     */
    synchronized Pools.Counted counted(List<Pool> pools) {
        return new Pools.Counted(pools.stream().filter(Pool::countsForItself).toList(), Map.copyOf(byDatabase), others);
    }
}
