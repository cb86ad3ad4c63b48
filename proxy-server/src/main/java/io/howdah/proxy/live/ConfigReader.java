package io.howdah.proxy.live;

import io.howdah.config.DatabaseConfig;
import io.howdah.config.HostAddress;
import io.howdah.config.PoolMode;
import io.howdah.config.PoolOverrides;
import io.howdah.config.PoolSettings;
import io.howdah.config.PoolerConfig;
import io.howdah.console.view.DatabaseSnapshot;
import io.howdah.console.view.DnsHostSnapshot;
import io.howdah.console.view.ListSizes;
import io.howdah.console.view.PeerPoolSnapshot;
import io.howdah.console.view.PeerSnapshot;
import io.howdah.console.view.Setting;
import io.howdah.console.view.UserSnapshot;
import io.howdah.proxy.client.login.ClientListener;
import io.howdah.proxy.console.ConsoleLogin;
import io.howdah.proxy.pool.Hold;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.PoolLimits;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.server.cancel.PeerPool;
import io.howdah.proxy.server.cancel.Peers;
import io.howdah.proxy.server.login.HostResolver;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads databases, users, settings, names and the counts of SHOW LISTS. Any thread. */
public final class ConfigReader {

    /** PgBouncer's value for its console. */
    private static final int CONSOLE_POOL_SIZE = 2;

    private final Supplier<PoolerConfig> config;
    private final Pools pools;
    private final Peers peers;
    private final Supplier<List<ClientListener>> listeners;
    private final HostResolver resolver;

    /** @param listeners all listeners for clients */
    public ConfigReader(Supplier<PoolerConfig> config, Pools pools, Peers peers, Supplier<List<ClientListener>> listeners,
            HostResolver resolver) {
        this.config = config;
        this.pools = pools;
        this.peers = peers;
        this.listeners = listeners;
        this.resolver = resolver;
    }

    // ---- peers

    List<PeerSnapshot> peers() {
        return peers.pools().stream().map(pool -> {
            HostAddress address = pool.peer().address();
            return new PeerSnapshot(pool.peer().id(), address.host(), address.port(), pool.size());
        }).toList();
    }

    List<PeerPoolSnapshot> peerPools() {
        return peers.pools().stream().map(pool -> {
            PeerPool.Numbers numbers = pool.numbers();
            return new PeerPoolSnapshot(
                    pool.peer().id(), numbers.sent(), numbers.waiting() + numbers.connecting(), numbers.sent(),
                    numbers.connecting());
        }).toList();
    }

    // ---- databases

    List<DatabaseSnapshot> databases() {
        PoolerConfig now = config.get();
        Map<String, DatabaseSnapshot> rows = new TreeMap<>();
        now.databases().values().forEach(database -> rows.put(database.name(), row(now, database)));
        for (Pool pool : pools.all()) {
            rows.computeIfAbsent(pool.key().database(), name -> row(now, pool.config().database()));
        }
        rows.put(PoolerConfig.CONSOLE_DATABASE, console(now));
        return List.copyOf(rows.values());
    }

    private DatabaseSnapshot row(PoolerConfig now, DatabaseConfig database) {
        PoolSettings pool = now.pool().with(database.overrides(), PoolOverrides.EMPTY);
        List<HostAddress> hosts = database.hosts();
        PoolLimits limits = pools.limits();
        return new DatabaseSnapshot(
                database.name(),
                hosts.stream().map(HostAddress::host).collect(Collectors.joining(",")),
                hosts.get(0).port(),
                database.serverDatabase(),
                database.user().orElse(null),
                pool.poolSize(),
                pool.minPoolSize(),
                pool.reservePoolSize(),
                (int) now.serverSettings(database).lifetime().toSeconds(),
                database.overrides().mode().map(PoolMode::spelling).orElse(null),
                hosts.size() > 1 ? database.loadBalanceHosts().spelling() : null,
                pool.maxDbConnections(),
                limits.taken(PoolLimits.Kind.SERVERS_OF_DATABASE, database.name()),
                pool.maxDbClientConnections(),
                limits.taken(PoolLimits.Kind.CLIENTS_OF_DATABASE, database.name()),
                pools.holds(database.name()).isPaused(),
                pools.holds(database.name()).has(Hold.DISABLED));
    }

    private DatabaseSnapshot console(PoolerConfig now) {
        return new DatabaseSnapshot(PoolerConfig.CONSOLE_DATABASE, null, now.listen().port(), PoolerConfig.CONSOLE_DATABASE,
                ConsoleLogin.OWN_USER, CONSOLE_POOL_SIZE, 0, 0, (int) now.server().lifetime().toSeconds(),
                PoolMode.STATEMENT.spelling(), null, 0, 0, now.pool().maxDbClientConnections(),
                pools.limits().taken(PoolLimits.Kind.CLIENTS_OF_DATABASE, PoolerConfig.CONSOLE_DATABASE), false, false);
    }

    // ---- users

    List<UserSnapshot> users() {
        PoolerConfig now = config.get();
        Map<String, UserSnapshot> rows = new TreeMap<>();
        now.users().values().forEach(user -> rows.put(user.name(), row(now, user.name(), user.overrides())));
        for (Pool pool : pools.all()) {
            rows.computeIfAbsent(pool.key().user(), name -> row(now, name, PoolOverrides.EMPTY));
        }
        // Users that only auth_query knows, and console users.
        pools.limits().holders(PoolLimits.Kind.CLIENTS_OF_USER)
                .forEach(user -> rows.computeIfAbsent(user, name -> row(now, name, PoolOverrides.EMPTY)));
        rows.computeIfAbsent(ConsoleLogin.OWN_USER, name -> row(now, name, PoolOverrides.EMPTY));
        return List.copyOf(rows.values());
    }

    private UserSnapshot row(PoolerConfig now, String user, PoolOverrides own) {
        PoolSettings pool = now.pool().with(PoolOverrides.EMPTY, own);
        return new UserSnapshot(
                user,
                text(own.poolSize()),
                text(own.reservePoolSize()),
                own.mode().map(PoolMode::spelling).orElse(null),
                pool.maxUserConnections(),
                pools.limits().taken(PoolLimits.Kind.SERVERS_OF_USER, user),
                pool.maxUserClientConnections(),
                // As with PgBouncer, connections to the console count too.
                pools.limits().taken(PoolLimits.Kind.CLIENTS_OF_USER, user));
    }

    private static String text(OptionalInt number) {
        return number.isPresent() ? Integer.toString(number.getAsInt()) : "";
    }

    // ---- settings, names, counts

    List<Setting> settings() {
        return config.get().settings().stream()
                .map(setting -> new Setting(setting.key(), setting.iniValue(), setting.iniDefault(), setting.changeable()))
                .toList();
    }

    List<DnsHostSnapshot> dnsHosts() {
        long now = System.nanoTime();
        return resolver.hosts().stream().map(host -> new DnsHostSnapshot(
                host.name(), Math.max(0, (host.untilNanos() - now) / 1_000_000_000L),
                host.addresses().stream().map(address -> address.getHostAddress()).collect(Collectors.joining(",")))).toList();
    }

    /** @param servers number of server connections */
    ListSizes lists(int servers) {
        List<ClientListener> doors = listeners.get();
        int login = doors.stream().mapToInt(listener -> listener.places().loggingIn().size()).sum();
        int connections = doors.stream().mapToInt(listener -> listener.places().connections()).sum();
        return new ListSizes(databases().size(), users().size(), peers.pools().size(), pools.all().size() + 1,
                peers.pools().size(), 0, connections, login, 0, servers, resolver.names(), 0, resolver.queries(), 0);
    }
}
