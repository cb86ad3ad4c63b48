package io.howdah.proxy.live;

import io.howdah.config.PoolMode;
import io.howdah.config.PoolerConfig;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.StatsSnapshot;
import io.howdah.proxy.client.ClientState;
import io.howdah.proxy.console.ConsoleClients;
import io.howdah.proxy.console.ConsoleLogin;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.server.ServerState;
import io.howdah.proxy.stats.PoolStats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pools' numbers: SHOW POOLS and SHOW STATS. Each loop's share of a pool is read at one moment, and all shares within
 * microseconds. As in PgBouncer, the console counts as a pool. Any thread.
 */
public final class PoolNumbers {

    private static final ClientState[] CLIENT_STATES = ClientState.values();
    private static final ServerState[] SERVER_STATES = ServerState.values();

    private final Pools pools;
    private final ConsoleClients consoles;
    private final StatsHistory history;

    /** @param history the source of the averages */
    public PoolNumbers(Pools pools, ConsoleClients consoles, StatsHistory history) {
        this.pools = pools;
        this.consoles = consoles;
        this.history = history;
    }

    // ---- SHOW POOLS

    /** Numbers of clients and servers by state. */
    private static final class States {
        private final int[] clients = new int[CLIENT_STATES.length];
        private final int[] servers = new int[SERVER_STATES.length];

        States(PoolStats[] byLoop) {
            for (PoolStats stats : byLoop) {
                stats.addStates(clients, servers);
            }
        }

        /** A server that moves between two loops may be counted off one loop and not yet on the other. */
        int servers(ServerState state) {
            return Math.max(0, servers[state.ordinal()]);
        }

        int clients(ClientState state) {
            return clients[state.ordinal()];
        }
    }

    List<PoolSnapshot> pools() {
        List<PoolSnapshot> rows = new ArrayList<>();
        pools.all().forEach(pool -> rows.add(row(pool)));
        rows.add(row(PoolerConfig.CONSOLE_DATABASE, ConsoleLogin.OWN_USER, new States(consoles.stats()), 0,
                PoolMode.STATEMENT.spelling(), null));
        rows.sort(Comparator.comparing(PoolSnapshot::database).thenComparing(PoolSnapshot::user));
        return rows;
    }

    static PoolSnapshot row(Pool pool) {
        return row(pool, new States(pool.stats()));
    }

    private static PoolSnapshot row(Pool pool, States states) {
        long since = pool.oldestWaitNanos();
        long waited = since == 0 ? 0 : Math.max(0, System.nanoTime() - since);
        boolean severalHosts = pool.config().database().hosts().size() > 1;
        return row(pool.key().database(), pool.key().user(), states, waited, pool.mode().spelling(),
                severalHosts ? pool.config().database().loadBalanceHosts().spelling() : null);
    }

    private static PoolSnapshot row(String database, String user, States states, long waitedNanos, String mode,
            @Nullable String loadBalance) {
        return new PoolSnapshot(
                database,
                user,
                states.clients(ClientState.ACTIVE),
                states.clients(ClientState.WAITING),
                states.clients(ClientState.ACTIVE_CANCEL),
                states.clients(ClientState.WAITING_CANCEL),
                states.servers(ServerState.ACTIVE),
                states.servers(ServerState.ACTIVE_CANCEL),
                states.servers(ServerState.BEING_CANCELED),
                states.servers(ServerState.IDLE),
                states.servers(ServerState.USED),
                states.servers(ServerState.TESTED),
                states.servers(ServerState.LOGIN),
                (int) (waitedNanos / 1_000_000_000L),
                (int) (waitedNanos % 1_000_000_000L / 1000),
                mode,
                loadBalance);
    }

    /** Whether a pool of this database has a logged-in server. */
    boolean hasServer(String database) {
        for (Pool pool : pools.all()) {
            if (pool.key().database().equals(database)) {
                States states = new States(pool.stats());
                for (ServerState state : SERVER_STATES) {
                    if (state != ServerState.LOGIN && states.servers(state) > 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Number of server connections in any state. */
    int servers() {
        int servers = 0;
        for (Pool pool : pools.all()) {
            States states = new States(pool.stats());
            for (ServerState state : SERVER_STATES) {
                servers += states.servers(state);
            }
        }
        return servers;
    }

    // ---- SHOW STATS

    /** The totals of each database, including those of its former pools. */
    public Map<String, Totals> totals() {
        Map<String, Totals> totals = new TreeMap<>();
        Pools.Counted counted = pools.counted();
        for (Pool pool : counted.pools()) {
            add(totals, pool.key().database(), pool.stats());
        }
        counted.gone().forEach((database, stats) -> add(totals, database, stats));
        add(totals, PoolerConfig.CONSOLE_DATABASE, consoles.stats());
        return totals;
    }

    private static void add(Map<String, Totals> totals, String database, PoolStats... byLoop) {
        Totals sum = totals.computeIfAbsent(database, name -> new Totals());
        for (PoolStats stats : byLoop) {
            sum.add(stats);
        }
    }

    List<StatsSnapshot> stats() {
        long now = System.nanoTime();
        List<StatsSnapshot> rows = new ArrayList<>();
        totals().forEach((database, totals) -> rows
                .add(new StatsSnapshot(database, totals.totals(), history.averages(database, totals, now))));
        return rows;
    }

    StatsSnapshot statsOfAll() {
        Totals all = new Totals();
        totals().values().forEach(all::add);
        return new StatsSnapshot("", all.totals(), history.averagesOfAll(all, System.nanoTime()));
    }
}
