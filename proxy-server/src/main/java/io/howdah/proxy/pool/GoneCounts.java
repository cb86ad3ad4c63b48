package io.howdah.proxy.pool;

import io.howdah.proxy.stats.PoolStats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What pools that are no more have counted, added up by database: without it a sum over a database's pools goes back when one of them is
 * forgotten, which whoever reads counters takes for a restart. States and latencies are not kept. Any thread.
 */
final class GoneCounts {

    /** Databases that are told apart; of those beyond, whose pools went first, the refusals alone are kept. */
    private static final int MOST = 1_000;

    // Never changed once they are here, so that what has been read stays as it was read.
    private final Map<String, PoolStats> byDatabase = new LinkedHashMap<>();
    private PoolStats others = new PoolStats();

    /** A pool is no more. @param all whether more than its refusals is kept: anybody can make up names of databases */
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

    /** Whether something is kept of this database. */
    synchronized boolean has(String database) {
        return byDatabase.containsKey(database);
    }

    /** Forgets databases, but for the refusals. */
    synchronized void forget(Predicate<String> which) {
        List.copyOf(byDatabase.keySet()).stream().filter(which).forEach(this::forget);
    }

    /** Of these pools those that still count for themselves, and what is kept of the others: nothing twice, and nothing left out. */
    synchronized Pools.Counted counted(List<Pool> pools) {
        return new Pools.Counted(pools.stream().filter(Pool::countsForItself).toList(), Map.copyOf(byDatabase), others);
    }
}
