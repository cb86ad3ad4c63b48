package io.howdah.proxy;

import io.howdah.config.ConfigException;
import io.howdah.config.ConfigSource;
import io.howdah.config.DatabaseConfig;
import io.howdah.config.Origin;
import io.howdah.config.PoolerConfig;
import io.howdah.console.AdminConsole;
import io.howdah.console.view.PoolerControl;
import io.howdah.console.view.PoolerState;
import io.howdah.console.view.PoolerView;
import io.howdah.proxy.auth.AuthQuery;
import io.howdah.proxy.auth.Authenticators;
import io.howdah.proxy.auth.CredentialStore;
import io.howdah.proxy.client.LoggedInClient;
import io.howdah.proxy.client.LoopClients;
import io.howdah.proxy.client.login.CancelKeys;
import io.howdah.proxy.client.login.ClientListener;
import io.howdah.proxy.client.login.ClientPlaces;
import io.howdah.proxy.client.login.SessionStart;
import io.howdah.proxy.console.ConsoleClients;
import io.howdah.proxy.console.ConsoleLogin;
import io.howdah.proxy.console.ProductVersion;
import io.howdah.proxy.control.LivePoolerControl;
import io.howdah.proxy.control.ProcessOrders;
import io.howdah.proxy.control.Suspension;
import io.howdah.proxy.ledger.Ledger;
import io.howdah.proxy.live.ActivityReader;
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
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.Transport;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.PoolKey;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.process.ServiceManager;
import io.howdah.proxy.server.cancel.Peers;
import io.howdah.proxy.server.login.HostResolver;
import io.howdah.proxy.server.login.ServerConnector;
import io.howdah.proxy.stream.Inlets;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running pooler: started, reloaded and ended here, and the only place where its parts are built and wired. */
public final class Pooler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Pooler.class);

    /** About three times a second, as PgBouncer's janitor. */
    private static final long UPKEEP_MILLIS = 333;

    private final Transport transport = Transport.best();
    private final EventLoopGroup group;
    private final ExecutorService work;
    private final List<Loop> loops = new ArrayList<>();
    private final List<LoopClients> sessions = new ArrayList<>();
    private final Ledger ledger = Ledger.ofThisProcess();
    private final CredentialStore credentials;
    private final Authenticators authenticators;
    private final AuthQuery authQuery;
    private final ServerConnector connector;
    private final Pools pools;
    private final Peers peers;
    private final SessionStart logins;
    private final PooledSessions sessionFactory;
    private final ClientListener listener;
    private final ClientListener consoleListener;
    private final ListenAddresses addresses;
    private final ListenAddresses consoleAddresses;
    private final HttpEndpoint http;
    private final OtlpExport otlp;
    private final ConsoleClients consoles;
    private final LivePoolerView view;
    private final LivePoolerControl control;
    private final Suspension suspension;
    private final Reloads reloads;
    private final StatsLog statsLog;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private volatile PoolerConfig config;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Ending ending;
    private ShutdownMode mode;

    private Pooler(ConfigSource source, Consumer<PoolerConfig> beforeReload) {
        PoolerConfig config = source.config();
        this.config = config;
        reloads = new Reloads(source, beforeReload, this::reload);
        work = new ThreadPoolExecutor(2, 2, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(100_000), new DefaultThreadFactory("howdah-work", true));
        group = new MultiThreadIoEventLoopGroup(config.eventLoops(), new DefaultThreadFactory("howdah-loop", false),
                Inlets.with(transport.ioHandler()));
        Map<EventLoop, Loop> byEventLoop = new IdentityHashMap<>();
        for (EventExecutor executor : group) {
            Loop loop = new Loop(loops.size(), (EventLoop) executor);
            loops.add(loop);
            sessions.add(new LoopClients(loop, () -> this.config.log()));
            byEventLoop.put(loop.eventLoop(), loop);
        }
        credentials = new CredentialStore(config);
        authQuery = new AuthQuery(credentials);
        HostResolver resolver = new HostResolver(work, TimeUnit.SECONDS.toNanos(15));
        connector = new ServerConnector(transport, resolver, work, config.listen().tcp());
        connector.scramMaxIterations(config.auth().scramMaxIterations());
        pools = new Pools(loops, connector);
        peers = new Peers(connector);
        peers.configure(config);
        CancelKeys cancelKeys = new CancelKeys(peers);
        logins = new SessionStart(cancelKeys, sessions, new StatementRegistry(ledger.statements()), ledger, config.protocol());
        consoles = new ConsoleClients(loops);
        long startNanos = System.nanoTime();
        StatsHistory history = new StatsHistory(startNanos);
        PoolNumbers numbers = new PoolNumbers(pools, consoles, history);
        PoolLatencies latencies = new PoolLatencies(pools, numbers, work, startNanos);
        statsLog = new StatsLog(numbers, history, latencies, this::config, work);
        ProductVersion version = ProductVersion.current();
        LivePoolerView.Readers readers = new LivePoolerView.Readers(
                numbers,
                latencies,
                new SocketReader(loops, sessions, pools, consoles, this::listeners, this::unixPort),
                new WaitingReader(loops, sessions, this::unixPort),
                new TransactionReader(loops, sessions, this::unixPort),
                new PreparedReader(loops, sessions, pools),
                new LoopReader(loops, sessions, pools, consoles, this::listeners, transport, startNanos),
                new ConfigReader(this::config, pools, peers, this::listeners, resolver),
                new Memory(ledger),
                new HealthReader(this::config, pools, numbers, connector, loops.get(0)),
                new MeasureReader(pools, this::listeners, ledger, work),
                new ActivityReader(pools, this::listeners, work));
        suspension = new Suspension(loops, sessions, pools, this::listeners);
        control = new LivePoolerControl(loops, sessions, pools, consoles, suspension, this::config, new OwnOrders(), work);
        view = new LivePoolerView(readers, this::state, version);
        http = new HttpEndpoint(view, () -> this.config.http());
        otlp = new OtlpExport(http.metrics(), version.own());
        ConsoleLogin consoleLogin = new ConsoleLogin(new AdminConsole(view, control), control, consoles, cancelKeys,
                new ClientPlaces(pools.limits()), this::config, version);
        sessionFactory = new PooledSessions(pools, credentials, logins, connector, consoleLogin, config);
        authenticators = new Authenticators(credentials, authQuery, work);
        authenticators.configured(config);
        listener = new ClientListener(group, byEventLoop, transport, cancelKeys, sessionFactory,
                new ClientAdmission(this::config, authenticators, false), ledger.logins(), listenerSettings(config));
        consoleListener = new ClientListener(group, byEventLoop, transport, cancelKeys, consoleLogin.onItsOwnPort(),
                new ClientAdmission(this::config, authenticators, true), ledger.logins(), listenerSettings(config));
        addresses = new ListenAddresses(listener, transport);
        consoleAddresses = new ListenAddresses(consoleListener, transport);
        ending = new Ending(listener, pools, sessionFactory, sessions);
    }

    /**
     * Starts a pooler; it listens when this returns.
     *
     * @param source of its configuration, which RELOAD asks again
     * @throws java.io.UncheckedIOException where an address cannot be bound; nothing runs then
     */
    public static Pooler start(ConfigSource source) {
        return start(source, List.of(), config -> { });
    }

    /** The same with a configuration that RELOAD and SET cannot change. */
    public static Pooler start(PoolerConfig config) {
        return start(ConfigSource.fixed(config));
    }

    /**
     * The same, on sockets that listen already, instead of the configured addresses, where there are some.
     *
     * @param beforeReload what else is to take a configuration, and may refuse it by an UncheckedIOException
     * @throws java.io.UncheckedIOException where one cannot be listened on; nothing runs then
     */
    static Pooler start(ConfigSource source, List<ServiceManager.Socket> inherited, Consumer<PoolerConfig> beforeReload) {
        PoolerConfig config = source.config();
        Pooler pooler = new Pooler(source, beforeReload);
        try {
            if (inherited.isEmpty()) {
                pooler.addresses.bind(config.listen());
            } else {
                pooler.addresses.adopt(inherited, config.listen());
            }
            pooler.consoleAddresses.bindConsole(config.admin(), config.listen(), isConsoleWanted(config));
            pooler.http.bind(config.http());
        } catch (RuntimeException e) {
            pooler.end(ShutdownMode.IMMEDIATE);
            throw e;
        }
        pooler.sessions.forEach(LoopClients::start);
        pooler.listeners().forEach(ClientListener::start);
        pooler.openFixedPools();
        EventLoop upkeepLoop = pooler.loops.get(0).eventLoop();
        upkeepLoop.scheduleAtFixedRate(pooler::upkeep, 0, UPKEEP_MILLIS, TimeUnit.MILLISECONDS);
        pooler.statsLog.start(upkeepLoop);
        pooler.otlp.configure(config.otlp());
        LOG.info("process up: event_loops={} transport={} max_client_conn={}", config.eventLoops(), pooler.transport,
                config.listen().maxClientConnections());
        return pooler;
    }

    /** The TCP port it listens on: the configured one, or what the system chose where that is 0; -1 for none. */
    public int port() {
        return addresses.port();
    }

    /** The console's own TCP port; -1 for none. */
    public int consolePort() {
        return consoleAddresses.port();
    }

    /** The TCP port of the HTTP endpoint; -1 for none. */
    public int httpPort() {
        return http.port();
    }

    /** What an operator may do to it. */
    public PoolerControl control() {
        return control;
    }

    /** The pooler as its readers see it. */
    public PoolerView view() {
        return view;
    }

    /** The configuration in force. */
    public PoolerConfig config() {
        return config;
    }

    /** How many clients are connected. */
    public int clients() {
        return listener.places().clients();
    }

    /** Whether its end has begun. */
    public synchronized boolean isEnding() {
        return mode != null;
    }

    /** What the unix socket goes by. */
    private int unixPort() {
        return port() > 0 ? port() : config.listen().port();
    }

    private List<ClientListener> listeners() {
        return List.of(listener, consoleListener);
    }

    /** Whether it has been paused or suspended. */
    PoolerState state() {
        PoolerState ordered = control.state();
        synchronized (this) {
            return new PoolerState(ordered.paused() || mode == ShutdownMode.WAIT_FOR_SERVERS, ordered.suspended(), mode != null);
        }
    }

    private static boolean isConsoleWanted(PoolerConfig config) {
        return config.settings().stream()
                .anyMatch(setting -> setting.key().startsWith("admin_listen_") && setting.origin().kind() != Origin.Kind.DEFAULT);
    }

    /** Completes when the pooler has ended. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /**
     * Reads the configuration anew and puts it in force, as far as that goes without a restart; clients stay connected.
     *
     * @return what has changed, a line each
     * @throws ConfigException where it cannot be used; nothing has changed then
     */
    public List<String> reload() throws ConfigException {
        return reloads.reload();
    }

    /** What the console orders and only the pooler itself can do. */
    private final class OwnOrders implements ProcessOrders {
        @Override
        public List<String> reload() throws ConfigException {
            return reloads.reload();
        }

        @Override
        public List<String> set(String key, String value) throws ConfigException {
            return reloads.set(key, value);
        }

        @Override
        public void shutdown(PoolerControl.Shutdown mode) {
            Pooler.this.shutdown(ShutdownMode.of(mode));
        }

        @Override
        public boolean isShuttingDown() {
            return isEnding();
        }
    }

    /** Puts another configuration in force, as far as that goes without a restart; clients stay connected. */
    public synchronized void reload(PoolerConfig next) {
        PoolerConfig before = config;
        config = next;
        credentials.configure(next);
        authenticators.configured(next);
        authQuery.reconnect();
        peers.configure(next);
        connector.tcpSettings(next.listen().tcp());
        connector.scramMaxIterations(next.auth().scramMaxIterations());
        sessionFactory.configure(next);
        logins.configure(next.protocol());
        listener.configure(listenerSettings(next));
        consoleListener.configure(listenerSettings(next));
        before.databases().keySet().stream().filter(name -> next.database(name).isEmpty())
                .forEach(name -> LOG.warn("dropping database '{}' as it does not exist anymore or inactive auto-database", name));
        pools.configure(sessionFactory::poolConfig);
        // Asked of the configuration and not of the pools: a client that logs in meanwhile may have its pool made anew.
        for (LoopClients onLoop : sessions) {
            onLoop.loop().run(() -> onLoop.snapshot().stream()
                    .filter(session -> sessionFactory.poolConfig(session.pool().key()) == null)
                    .forEach(LoggedInClient::databaseRemoved));
        }
        sessionFactory.endReplication(database -> next.database(database).isEmpty());
        pools.forgetAllBut(database -> next.database(database).isPresent());
        openFixedPools();
        otlp.configure(next.otlp());
        LOG.info("RELOAD done: databases={} users={}", next.databases().size(), next.users().size());
    }

    private static ClientListener.Settings listenerSettings(PoolerConfig config) {
        return new ClientListener.Settings(config.timeouts().clientLogin(), config.listen().maxClientConnections(), config.listen().tcp(),
                config.log());
    }

    /** Pools whose user is fixed can have their minimum before the first client comes. */
    private void openFixedPools() {
        for (DatabaseConfig database : config.databases().values()) {
            database.user().ifPresent(user -> {
                PoolKey key = new PoolKey(database.name(), user);
                pools.pool(key, () -> sessionFactory.poolConfig(key));
            });
        }
    }

    private void upkeep() {
        if (suspension.isSuspended()) {
            return;
        }
        try {
            pools.upkeep();
            sessionFactory.upkeep();
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("upkeep failed", e);
        }
    }

    /**
     * Ends the pooler.
     *
     * @return completes when it has ended; a second call hurries on the first: IMMEDIATE always wins
     */
    public CompletableFuture<Void> shutdown(ShutdownMode how) {
        synchronized (this) {
            if (mode != null && how != ShutdownMode.IMMEDIATE) {
                return ended;
            }
            mode = how;
        }
        LOG.info("shutting down: mode={} clients={}", how, listener.places().clients());
        Thread closer = new Thread(() -> {
            try {
                end(how);
            } catch (RuntimeException e) {
                LOG.error("shutdown failed", e);
                ended.completeExceptionally(e);
            }
        }, "howdah-shutdown");
        closer.setDaemon(true);
        closer.start();
        return ended;
    }

    private void end(ShutdownMode mode) {
        ending.await(mode, config.timeouts().shutdown(), () -> closing.get());
        if (!closing.compareAndSet(false, true)) {
            return; // a second call, more in a hurry, is at it
        }
        addresses.close();
        consoleAddresses.close();
        ending.onEachLoop(LoopClients::endAll);
        ending.onEachLoop(onLoop -> consoles.endAll(onLoop.loop(), LoopClients.shutdownError()));
        for (Pool pool : pools.all()) {
            pool.shutdown();
        }
        // While event loops still answer what it asks.
        otlp.close();
        http.close();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        authQuery.close();
        work.shutdownNow();
        ended.complete(null);
    }

    /** Ends at once, and waits for it. */
    @Override
    public void close() {
        shutdown(ShutdownMode.IMMEDIATE).join();
    }
}
