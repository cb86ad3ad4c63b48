package io.howdah.proxy;

import io.howdah.config.ConfigException;
import io.howdah.config.ConfigSource;
import io.howdah.config.DatabaseConfig;
import io.howdah.config.Origin;
import io.howdah.config.PoolerConfig;
import io.howdah.console.view.PoolerControl;
import io.howdah.console.view.PoolerState;
import io.howdah.console.view.PoolerView;
import io.howdah.proxy.cache.ResultCache;
import io.howdah.proxy.client.LoggedInClient;
import io.howdah.proxy.client.LoopClients;
import io.howdah.proxy.client.login.ClientListener;
import io.howdah.proxy.control.ProcessOrders;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.PoolKey;
import io.howdah.proxy.process.ServiceManager;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running pooler: starts, reloads and ends the parts that {@link PoolerParts} makes. */
public final class Pooler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Pooler.class);

    /** About three times a second, like PgBouncer's janitor. */
    private static final long UPKEEP_MILLIS = 333;

    private final PoolerParts parts;
    private final Reloads reloads;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private volatile PoolerConfig config;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Ending ending;
    private @Nullable ShutdownMode mode;

    private Pooler(ConfigSource source, Consumer<PoolerConfig> beforeReload) {
        config = source.config();
        TlsFiles certificates = TlsFiles.read(config);
        reloads = new Reloads(source, beforeReload, this::reload);
        parts = new PoolerParts(config, certificates, this::config, this::state, new OwnOrders());
        ending = new Ending(parts.listener, parts.pools, parts.sessionFactory, parts.sessions);
    }

    /**
     * Starts a pooler, which listens when this method returns.
     *
     * @param source the configuration, read again by RELOAD
     * @throws java.io.UncheckedIOException if an address cannot be bound; nothing runs then
     */
    public static Pooler start(ConfigSource source) {
        return start(source, List.of(), config -> {});
    }

    /** Starts a pooler with a configuration that RELOAD and SET cannot change. */
    public static Pooler start(PoolerConfig config) {
        return start(ConfigSource.fixed(config));
    }

    /**
     * Starts a pooler on sockets that listen already, or on the configured addresses if there are no such sockets.
     *
     * @param beforeReload gets each new configuration first, and may refuse it with an UncheckedIOException
     * @throws java.io.UncheckedIOException if a socket or address cannot be used; nothing runs then
     */
    static Pooler start(ConfigSource source, List<ServiceManager.Socket> inherited, Consumer<PoolerConfig> beforeReload) {
        PoolerConfig config = source.config();
        Pooler pooler = new Pooler(source, beforeReload);
        try {
            if (inherited.isEmpty()) {
                pooler.parts.addresses.bind(config.listen());
            } else {
                pooler.parts.addresses.adopt(inherited, config.listen());
            }
            pooler.parts.consoleAddresses.bindConsole(config.admin(), config.listen(), isConsoleWanted(config));
            pooler.parts.http.bind(config.http());
        } catch (RuntimeException e) {
            pooler.end(ShutdownMode.IMMEDIATE);
            throw e;
        }
        pooler.parts.cacheSharing.configure(config.cache());
        pooler.parts.sessions.forEach(LoopClients::start);
        pooler.parts.listeners().forEach(ClientListener::start);
        pooler.openFixedPools();
        EventLoop upkeepLoop = pooler.parts.loops.get(0).eventLoop();
        upkeepLoop.scheduleAtFixedRate(pooler::upkeep, 0, UPKEEP_MILLIS, TimeUnit.MILLISECONDS);
        pooler.parts.statsLog.start(upkeepLoop);
        pooler.parts.otlp.configure(config.otlp());
        LOG.info("process up: event_loops={} transport={} max_client_conn={}", config.eventLoops(), pooler.parts.transport,
                config.listen().maxClientConnections());
        return pooler;
    }

    /** The TCP port of the pooler: listen_port, or the system's choice if listen_port is 0; -1 for none. */
    public int port() {
        return parts.addresses.port();
    }

    /** The console's own TCP port; -1 for none. */
    public int consolePort() {
        return parts.consoleAddresses.port();
    }

    /** The TCP port of the HTTP endpoint; -1 for none. */
    public int httpPort() {
        return parts.http.port();
    }

    /** The orders that an operator may give. */
    public PoolerControl control() {
        return parts.control;
    }

    /** The pooler as its readers see it. */
    public PoolerView view() {
        return parts.view;
    }

    /** The result cache, which may be off. */
    public ResultCache resultCache() {
        return parts.cache;
    }

    /** The configuration in force. */
    public PoolerConfig config() {
        return config;
    }

    /** How many clients have sent their start-up packet and are connected, without consoles. */
    public int clients() {
        return parts.listener.places().clients();
    }

    /** Whether the pooler's end has begun. */
    public synchronized boolean isEnding() {
        return mode != null;
    }

    /** Whether the pooler is paused, suspended or ending. */
    PoolerState state() {
        PoolerState ordered = parts.control.state();
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
     * Reads the configuration again and puts it in force, except settings that need a restart. Clients stay connected, unless
     * their database is gone.
     *
     * @return the changes, one a line
     * @throws ConfigException if the configuration cannot be used; nothing has changed then
     */
    public List<String> reload() throws ConfigException {
        return reloads.reload();
    }

    /** The console's orders that only the pooler itself can carry out. */
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

    /**
     * Puts another configuration in force, except settings that need a restart. Clients stay, unless their database is gone.
     *
     * @throws java.io.UncheckedIOException if a certificate or key cannot be used; nothing has changed then
     */
    public synchronized void reload(PoolerConfig next) {
        TlsFiles certificates = TlsFiles.read(next); // May refuse, and then nothing has changed.
        PoolerConfig before = config;
        config = next;
        certificates.use(parts);
        parts.credentials.configure(next);
        parts.authenticators.configured(next);
        parts.authQuery.reconnect();
        parts.peers.configure(next);
        parts.connector.tcpSettings(next.listen().tcp());
        parts.connector.loginLimits(PoolerParts.loginLimits(next));
        parts.sessionFactory.configure(next);
        parts.logins.configure(next.protocol());
        parts.listener.configure(PoolerParts.listenerSettings(next, false));
        parts.consoleListener.configure(PoolerParts.listenerSettings(next, true));
        before.databases().keySet().stream().filter(name -> next.database(name).isEmpty())
                .forEach(name -> LOG.warn("dropping database '{}' as it does not exist anymore or inactive auto-database", name));
        parts.pools.configure(parts.sessionFactory::poolConfig);
        // Asks the configuration, not the pools: a client that logs in meanwhile may bring a new pool for a removed database.
        for (LoopClients onLoop : parts.sessions) {
            onLoop.loop().run(() -> onLoop.snapshot().stream()
                    .filter(session -> parts.sessionFactory.poolConfig(session.pool().key()) == null)
                    .forEach(LoggedInClient::databaseRemoved));
        }
        parts.sessionFactory.endReplication(database -> next.database(database).isEmpty());
        parts.pools.forgetAllBut(database -> next.database(database).isPresent());
        openFixedPools();
        parts.http.reload(next.http());
        parts.otlp.configure(next.otlp());
        parts.cacheSharing.configure(next.cache());
        parts.cacheUpkeep.configure(next.cache());
        if (!before.databases().equals(next.databases()) || !before.fallbackDatabase().equals(next.fallbackDatabase())) {
            parts.cache.forget(); // Another server may be behind a database from now on.
        }
        LOG.info("RELOAD done: databases={} users={}", next.databases().size(), next.users().size());
    }

    /** Makes the pools whose user is fixed: they can open min_pool_size servers before the first client comes. */
    private void openFixedPools() {
        for (DatabaseConfig database : config.databases().values()) {
            database.user().ifPresent(user -> {
                PoolKey key = new PoolKey(database.name(), user);
                parts.pools.pool(key, () -> parts.sessionFactory.poolConfig(key));
            });
        }
    }

    private void upkeep() {
        if (parts.suspension.isSuspended()) {
            return;
        }
        try {
            parts.pools.upkeep();
            parts.sessionFactory.upkeep();
            parts.cacheUpkeep.round();
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("upkeep failed", e);
        }
    }

    /**
     * Ends the pooler. Of later calls only those with IMMEDIATE count: they cut the wait of the first call short.
     *
     * @return completes when the pooler has ended
     */
    public CompletableFuture<Void> shutdown(ShutdownMode how) {
        synchronized (this) {
            if (mode != null && how != ShutdownMode.IMMEDIATE) {
                return ended;
            }
            mode = how;
        }
        LOG.info("shutting down: mode={} clients={}", how, parts.listener.places().clients());
        Thread closer = new Thread(() -> {
            try {
                end(how);
            } catch (Throwable e) {
                // A class that cannot be loaded, for the jar has been replaced, must not keep the process alive.
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
            return; // a call with IMMEDIATE has come first
        }
        parts.addresses.close();
        parts.consoleAddresses.close();
        parts.reserve.close();
        ending.onEachLoop(LoopClients::endAll);
        ending.onEachLoop(onLoop -> parts.consoles.endAll(onLoop.loop(), LoopClients.shutdownError()));
        for (Pool pool : parts.pools.all()) {
            pool.shutdown();
        }
        parts.listeners().forEach(listener -> listener.places().endLogins());
        parts.connector.close();
        // The export and the HTTP pages need answers of the event loops, so they close first.
        parts.otlp.close();
        parts.http.close();
        parts.group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        parts.cacheSharing.close();
        parts.authQuery.close();
        parts.ldap.close();
        parts.clientTls.close();
        parts.serverTls.close();
        parts.work.shutdownNow();
        ended.complete(null);
    }

    /** Ends the pooler at once, and waits for its end. */
    @Override
    public void close() {
        shutdown(ShutdownMode.IMMEDIATE).join();
    }
}
