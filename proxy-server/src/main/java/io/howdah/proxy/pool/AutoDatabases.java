package io.howdah.proxy.pool;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The databases that the entry {@code *} has made. The first client of such a database makes it known. After autodb_idle_timeout
 * without clients and servers, the database and its pools are forgotten. The log lines are PgBouncer's.
 */
public final class AutoDatabases {

    private static final Logger LOG = LoggerFactory.getLogger(AutoDatabases.class);

    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Pools pools;

    /** @param pools all pools */
    public AutoDatabases(Pools pools) {
        this.pools = pools;
    }

    /** Notes a client of such a database. Any thread. */
    public void used(String database) {
        if (known.add(database)) {
            LOG.info("registered new auto-database: {}", database);
        }
    }

    /** Forgets a database that has lost its last pool. No server of this pool had ever logged in. */
    public void forget(String database) {
        known.remove(database);
    }

    /** Forgets databases that the configuration names now. */
    public void haveEntries(Collection<String> databases) {
        known.removeAll(databases);
    }

    /**
     * One round of upkeep.
     *
     * @param timeout autodb_idle_timeout; zero keeps every database
     */
    public void upkeep(Duration timeout) {
        if (timeout.isZero()) {
            return;
        }
        for (String database : List.copyOf(known)) {
            if (pools.isUnusedFor(timeout, database)) {
                LOG.warn("dropping database '{}' as it does not exist anymore or inactive auto-database", database);
                known.remove(database);
                pools.forget(database);
            }
        }
    }
}
