package io.howdah.proxy;

import io.howdah.config.PoolerConfig;
import io.howdah.config.ProxyNetworks;
import io.howdah.console.AdminConsole;
import io.howdah.console.view.PoolerState;
import io.howdah.proxy.auth.AuthQuery;
import io.howdah.proxy.auth.Authenticators;
import io.howdah.proxy.auth.CredentialStore;
import io.howdah.proxy.auth.ldap.LdapBinds;
import io.howdah.proxy.auth.oauth.BearerTokens;
import io.howdah.proxy.cache.ResultCache;
import io.howdah.proxy.cache.control.CacheSharing;
import io.howdah.proxy.cache.control.CacheUpkeep;
import io.howdah.proxy.cache.control.StatementProbes;
import io.howdah.proxy.client.LoopClients;
import io.howdah.proxy.client.login.CancelKeys;
import io.howdah.proxy.client.login.ClientListener;
import io.howdah.proxy.client.login.ClientPlaces;
import io.howdah.proxy.client.login.ListenerSettings;
import io.howdah.proxy.client.login.SessionStart;
import io.howdah.proxy.console.ConsoleClients;
import io.howdah.proxy.console.ConsoleLogin;
import io.howdah.proxy.console.ProductVersion;
import io.howdah.proxy.control.CacheSteering;
import io.howdah.proxy.control.LivePoolerControl;
import io.howdah.proxy.control.ProcessOrders;
import io.howdah.proxy.control.Suspension;
import io.howdah.proxy.ledger.Ledger;
import io.howdah.proxy.live.ActivityReader;
import io.howdah.proxy.live.CacheReader;
import io.howdah.proxy.live.ConfigReader;
import io.howdah.proxy.live.HealthReader;
import io.howdah.proxy.live.LivePoolerView;
import io.howdah.proxy.live.LoopReader;
import io.howdah.proxy.live.MeasureReader;
import io.howdah.proxy.live.Memory;
import io.howdah.proxy.live.PoolLatencies;
import io.howdah.proxy.live.PoolNumbers;
import io.howdah.proxy.live.PreparedReader;
import io.howdah.proxy.live.SocketReader;
import io.howdah.proxy.live.StatsHistory;
import io.howdah.proxy.live.TransactionReader;
import io.howdah.proxy.live.WaitingReader;
import io.howdah.proxy.loop.DescriptorReserve;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.Transport;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.server.cancel.Peers;
import io.howdah.proxy.server.login.HostResolver;
import io.howdah.proxy.server.login.LoginLimits;
import io.howdah.proxy.server.login.ServerConnector;
import io.howdah.proxy.stream.Inlets;
import io.howdah.proxy.tls.ClientTls;
import io.howdah.proxy.tls.ServerTls;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Makes the parts of a pooler and wires them. None of them runs yet. */
final class PoolerParts {

    final Transport transport = Transport.best();
    final DescriptorReserve reserve = new DescriptorReserve();
    final EventLoopGroup group;
    final ExecutorService work;
    final List<Loop> loops = new ArrayList<>();
    final List<LoopClients> sessions = new ArrayList<>();
    final Ledger ledger = Ledger.ofThisProcess();
    final CredentialStore credentials;
    final Authenticators authenticators;
    final AuthQuery authQuery;
    final BearerTokens tokens;
    final LdapBinds ldap = new LdapBinds();
    final ClientTls clientTls;
    final ServerTls serverTls;
    final ServerConnector connector;
    final Pools pools;
    final ResultCache cache;
    final CacheUpkeep cacheUpkeep;
    final CacheSharing cacheSharing;
    final Peers peers;
    final SessionStart logins;
    final PooledSessions sessionFactory;
    final ClientListener listener;
    final ClientListener consoleListener;
    final ListenAddresses addresses;
    final ListenAddresses consoleAddresses;
    final HttpEndpoint http;
    final OtlpExport otlp;
    final ConsoleClients consoles;
    final LivePoolerView view;
    final LivePoolerControl control;
    final Suspension suspension;
    final StatsLog statsLog;

    private final Supplier<PoolerConfig> current;

    /**
     * Makes the parts.
     *
     * @param config the first configuration
     * @param certificates of the first configuration
     * @param current the configuration in force
     * @param state whether the pooler is paused, suspended or ending
     * @param orders carries out the console's orders that only the pooler itself can carry out
     */
    PoolerParts(PoolerConfig config, TlsFiles certificates, Supplier<PoolerConfig> current, Supplier<PoolerState> state,
            ProcessOrders orders) {
        this.current = current;
        work = new ThreadPoolExecutor(2, 2, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(100_000),
                new DefaultThreadFactory("howdah-work", true));
        group = new MultiThreadIoEventLoopGroup(config.eventLoops(), new DefaultThreadFactory("howdah-loop", false),
                Inlets.with(transport.ioHandler()));
        Map<EventLoop, Loop> byEventLoop = new IdentityHashMap<>();
        for (EventExecutor executor : group) {
            Loop loop = new Loop(loops.size(), (EventLoop) executor);
            loops.add(loop);
            byEventLoop.put(loop.eventLoop(), loop);
        }
        credentials = new CredentialStore(config);
        authQuery = new AuthQuery(credentials);
        tokens = new BearerTokens(work);
        clientTls = new ClientTls(work);
        serverTls = new ServerTls(work);
        certificates.use(this);
        HostResolver resolver = new HostResolver(work, TimeUnit.SECONDS.toNanos(15));
        connector = new ServerConnector(transport, resolver, serverTls, work, config.listen().tcp());
        connector.loginLimits(loginLimits(config));
        pools = new Pools(loops, connector);
        credentials.whenChanged(pools::secretChanged);
        cache = new ResultCache(config.cache(), new StatementProbes(pools::find, loops));
        cacheUpkeep = new CacheUpkeep(cache, pools, loops);
        CacheSteering steering = new CacheSteering(cache);
        cacheSharing = new CacheSharing(cache, steering::ordered);
        loops.forEach(loop -> sessions.add(new LoopClients(loop, () -> current.get().log(), cache)));
        peers = new Peers(connector);
        peers.configure(config);
        CancelKeys cancelKeys = new CancelKeys(peers);
        logins = new SessionStart(cancelKeys, sessions, new StatementRegistry(ledger.statements()), ledger, config.protocol());
        consoles = new ConsoleClients(loops);
        long startNanos = System.nanoTime();
        StatsHistory history = new StatsHistory(startNanos);
        PoolNumbers numbers = new PoolNumbers(pools, consoles, history);
        PoolLatencies latencies = new PoolLatencies(pools, numbers, work, startNanos);
        statsLog = new StatsLog(numbers, history, latencies, current, work);
        ProductVersion version = ProductVersion.current();
        LivePoolerView.Readers readers = new LivePoolerView.Readers(
                numbers,
                latencies,
                new SocketReader(loops, sessions, pools, consoles, this::listeners, this::unixPort),
                new WaitingReader(loops, sessions, this::unixPort),
                new TransactionReader(loops, sessions, this::unixPort),
                new PreparedReader(loops, sessions, pools),
                new LoopReader(loops, sessions, pools, consoles, this::listeners, transport, startNanos),
                new ConfigReader(current, pools, peers, this::listeners, resolver),
                new Memory(ledger),
                new HealthReader(current, pools, numbers, connector, loops.get(0)),
                new MeasureReader(pools, this::listeners, ledger, authQuery.counts(), work),
                new ActivityReader(pools, this::listeners, work),
                new CacheReader(cache));
        suspension = new Suspension(loops, sessions, pools, this::listeners);
        control = new LivePoolerControl(loops, sessions, pools, consoles, suspension, current, orders, work, steering,
                authQuery);
        view = new LivePoolerView(readers, state, version);
        http = new HttpEndpoint(view, () -> current.get().http());
        otlp = new OtlpExport(http.metrics(), version.own());
        ConsoleLogin consoleLogin = new ConsoleLogin(new AdminConsole(view, control), control, consoles, cancelKeys,
                new ClientPlaces(pools.limits()), current, version);
        sessionFactory = new PooledSessions(pools, credentials, logins, connector, serverTls, consoleLogin, config);
        authenticators = new Authenticators(credentials, authQuery, tokens, ldap, work, pools::isDisabled);
        authenticators.configured(config);
        listener = new ClientListener(group, byEventLoop, transport, cancelKeys, sessionFactory,
                new ClientAdmission(current, authenticators, false), ledger.logins(), clientTls,
                reserve.forClients(), listenerSettings(config, false));
        consoleListener = new ClientListener(group, byEventLoop, transport, cancelKeys, consoleLogin.onItsOwnPort(),
                new ClientAdmission(current, authenticators, true), ledger.logins(), clientTls,
                reserve.forConsole(), listenerSettings(config, true));
        addresses = new ListenAddresses(listener, transport);
        consoleAddresses = new ListenAddresses(consoleListener, transport);
    }

    /** Both listeners: the clients' and the console's own. */
    List<ClientListener> listeners() {
        return List.of(listener, consoleListener);
    }

    /** The port in the name of the unix socket. */
    int unixPort() {
        return addresses.port() > 0 ? addresses.port() : current.get().listen().port();
    }

    static LoginLimits loginLimits(PoolerConfig config) {
        return new LoginLimits(config.auth().scramMaxIterations(), config.auth().cleartextToServers());
    }

    /** @param console whether for the console's own port, to which no load balancer leads */
    static ListenerSettings listenerSettings(PoolerConfig config, boolean console) {
        return new ListenerSettings(config.timeouts().clientLogin(), config.listen().maxClientConnections(),
                config.listen().maxLoginConnections(), config.listen().maxLoginFailures(), config.listen().tcp(), config.log(),
                console ? ProxyNetworks.NONE : config.listen().proxies());
    }
}
