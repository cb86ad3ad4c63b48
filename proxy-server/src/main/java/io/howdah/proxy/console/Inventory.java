package io.howdah.proxy.console;

import io.howdah.config.PoolerConfig;
import io.howdah.console.view.ListSizes;
import io.howdah.proxy.client.ClientListener;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.server.HostResolver;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Reads what there is: databases, users, names, and how many of everything. */
public final class Inventory {

    private final Supplier<PoolerConfig> config;
    private final Pools pools;
    private final ConsoleClients consoles;
    private final Supplier<List<ClientListener>> listeners;
    private final HostResolver resolver;

    /** @param listeners every door clients come in by */
    public Inventory(Supplier<PoolerConfig> config, Pools pools, ConsoleClients consoles, Supplier<List<ClientListener>> listeners,
            HostResolver resolver) {
        this.config = config;
        this.pools = pools;
        this.consoles = consoles;
        this.listeners = listeners;
        this.resolver = resolver;
    }

    ListSizes lists(int servers) {
        PoolerConfig now = config.get();
        Set<String> databases = new HashSet<>(now.databases().keySet());
        databases.add(PoolerConfig.CONSOLE_DATABASE);
        Set<String> users = new HashSet<>(now.users().keySet());
        users.add(ConsoleLogin.OWN_USER);
        List<Pool> all = pools.all();
        for (Pool pool : all) {
            databases.add(pool.key().database());
        }
        List<ClientListener> doors = listeners.get();
        int login = doors.stream().mapToInt(listener -> listener.loggingIn().size()).sum();
        int connections = doors.stream().mapToInt(ClientListener::connections).sum();
        return new ListSizes(databases.size(), users.size(), 0, all.size() + 1, 0, 0, connections, login, 0, servers,
                resolver.names(), 0, resolver.queries(), 0);
    }
}
