package io.howdah.proxy.pool;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Databases made from the entry {@code *}: known from their first client on, and forgotten with their pools when they have had neither
 * clients nor servers for autodb_idle_timeout. The words in the log are PgBouncer's.
 */
public final class AutoDatabases {

    private static final Logger LOG = LoggerFactory.getLogger(AutoDatabases.class);

    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Pools pools;

    /** @param pools theirs, among others */
    public AutoDatabases(Pools pools) {
        this.pools = pools;
    }

    /** A client of such a database has taken its place. Any thread. */
    public void used(String database) {
        if (known.add(database)) {
            LOG.info("registered new auto-database: {}", database);
        }
    }

    /** Nobody uses it any more, and no server ever had it. */
    public void forget(String database) {
        known.remove(database);
    }

    /** These have an entry of their own now. */
    public void haveEntries(Collection<String> databases) {
        known.removeAll(databases);
    }

    /** One round of upkeep. @param timeout autodb_idle_timeout; zero for never */
    public void upkeep(Duration timeout) {
        if (timeout.isZero()) {
            return;
        }
        for (String database : known) {
            if (pools.isUnusedFor(timeout, database)) {
                LOG.warn("dropping database '{}' as it does not exist anymore or inactive auto-database", database);
                known.remove(database);
                pools.forget(database);
            }
        }
    }
}
