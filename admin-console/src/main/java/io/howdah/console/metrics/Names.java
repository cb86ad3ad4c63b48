package io.howdah.console.metrics;

import io.howdah.console.view.ClientGroup;
import io.howdah.console.view.DatabaseSnapshot;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.StatsSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The labels of one scrape: made once for each pool and database, and bounded. */
final class Names {

    /** Pools, and databases, with labels of their own. */
    private static final int MOST_POOLS = 2_000;

    /** Groups of database, user, application_name and state with an application_name label of their own. */
    private static final int MOST_CLIENT_GROUPS = 1_000;

    /** Lives from scrape to scrape, so that a name keeps its label for as long as it exists. */
    static final class Bounds {
        private final LabelBounds pools = new LabelBounds(MOST_POOLS);
        private final LabelBounds databases = new LabelBounds(MOST_POOLS);
    }

    private static final String[] POOL = {"database", "user"};
    private static final String[] GROUP = {"database", "user", "application_name", "state"};
    private static final String[] SIX = {"name", "host", "port", "database", "force_user", "pool_mode"};

    private final Map<List<String>, List<String>> pools;
    private final Map<List<String>, List<String>> databases;
    private final Map<List<String>, Labels> made = new HashMap<>();

    Names(Bounds bounds, Reading reading) {
        pools = bounds.pools.of(reading.pools().stream().map(pool -> List.of(pool.database(), pool.user())).toList());
        List<List<String>> names = new ArrayList<>();
        reading.stats().forEach(stats -> names.add(List.of(stats.database())));
        reading.databases().forEach(database -> names.add(List.of(database.name())));
        databases = bounds.databases.of(names);
    }

    Labels of(PoolSnapshot pool) {
        return pool(pool.database(), pool.user());
    }

    Labels pool(String database, String user) {
        return made(POOL, told(pools, database, user));
    }

    Labels of(StatsSnapshot stats) {
        return database(stats.database());
    }

    Labels database(String database) {
        return made(new String[] {"database"}, told(databases, database));
    }

    /** A name that has come since the scrape began gets {@link LabelBounds#OTHER}. */
    private static List<String> told(Map<List<String>, List<String>> names, String... name) {
        List<String> key = List.of(name);
        List<String> told = names.get(key);
        return told != null ? told : key.stream().map(part -> LabelBounds.OTHER).toList();
    }

    Labels six(DatabaseSnapshot row) {
        String name = told(databases, row.name()).get(0);
        if (name.equals(LabelBounds.OTHER)) {
            return Labels.of(SIX, new String[] {name, name, "0", name, name, name});
        }
        return Labels.of(SIX,
                new String[] {name, LabelBounds.cut(row.host()), Integer.toString(row.port()), LabelBounds.cut(row.database()),
                    LabelBounds.cut(row.forceUser()), LabelBounds.cut(row.poolMode())});
    }

    /** The groups with the most clients have all four labels; the rest share the application_name {@link LabelBounds#OTHER}. */
    void add(Family family, List<ClientGroup> groups) {
        List<ClientGroup> byClients = new ArrayList<>(groups);
        byClients.sort(Comparator.comparingInt(ClientGroup::clients).reversed());
        for (int i = 0; i < byClients.size(); i++) {
            ClientGroup group = byClients.get(i);
            List<String> pool = told(pools, group.database(), group.user());
            String application = i < MOST_CLIENT_GROUPS ? LabelBounds.cut(group.applicationName()) : LabelBounds.OTHER;
            family.add(made(GROUP, List.of(pool.get(0), pool.get(1), application, group.state())), group.clients());
        }
    }

    private Labels made(String[] names, List<String> values) {
        // The values alone are a unique key, for each kind of label set has another number of values.
        return made.computeIfAbsent(values, v -> Labels.of(names, v.toArray(new String[0])));
    }
}
