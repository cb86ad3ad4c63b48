package io.howdah.proxy;

import io.howdah.config.AuthType;
import io.howdah.config.DatabaseConfig;
import io.howdah.config.PoolSettings;
import io.howdah.config.PoolerConfig;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.auth.CredentialStore;
import io.howdah.proxy.cache.CacheSwitch;
import io.howdah.proxy.client.login.ClientPlaces;
import io.howdah.proxy.client.login.ClientStartup;
import io.howdah.proxy.client.login.LoginLog;
import io.howdah.proxy.client.login.LoginReplies;
import io.howdah.proxy.client.login.NewClient;
import io.howdah.proxy.client.login.ReplicationMode;
import io.howdah.proxy.client.login.SessionFactory;
import io.howdah.proxy.client.login.SessionStart;
import io.howdah.proxy.parameters.UnusableOptionsException;
import io.howdah.proxy.pool.AutoDatabases;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.PoolConfig;
import io.howdah.proxy.pool.PoolKey;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.proxied.Announcement;
import io.howdah.proxy.server.ServerCredentials;
import io.howdah.proxy.server.ServerEncryption;
import io.howdah.proxy.server.ServerTarget;
import io.howdah.proxy.server.login.ServerConnector;
import io.howdah.proxy.tls.ServerTls;
import io.netty.channel.Channel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the pool of a client that has logged in, applies the limits on clients, and starts the session. */
final class PooledSessions implements SessionFactory {

    private static final Logger LOG = LoggerFactory.getLogger(PooledSessions.class);

    /** The parameters that PgBouncer tracks for each client, whatever track_extra_parameters says. */
    private static final Set<String> ALWAYS_TRACKED = Set.of(
            "client_encoding", "DateStyle", "TimeZone", "standard_conforming_strings", "application_name");

    private final Pools pools;
    private final CredentialStore credentials;
    private final SessionStart logins;
    private final ServerConnector connector;
    private final ServerTls tls;
    private final SessionFactory console;
    private final ClientPlaces places;
    private final ConcurrentHashMap<Channel, String> replicating = new ConcurrentHashMap<>();
    private final AutoDatabases autoDatabases;
    private volatile PoolerConfig config;

    /** @param console takes the clients of the console's database */
    PooledSessions(
            Pools pools, CredentialStore credentials, SessionStart logins, ServerConnector connector, ServerTls tls,
            SessionFactory console, PoolerConfig config) {
        this.pools = pools;
        this.autoDatabases = new AutoDatabases(pools);
        this.credentials = credentials;
        this.logins = logins;
        this.connector = connector;
        this.tls = tls;
        this.console = console;
        this.places = new ClientPlaces(pools.limits());
        this.config = config;
    }

    void configure(PoolerConfig next) {
        config = next;
        autoDatabases.haveEntries(next.databases().keySet());
    }

    /** One round of upkeep. */
    void upkeep() {
        autoDatabases.upkeep(config.timeouts().autodbIdle());
        pools.forgetEmpty(config.timeouts().poolIdle());
    }

    /** Closes the replication clients of these databases: a replication stream has no end to wait for. */
    void endReplication(Predicate<String> ofDatabase) {
        replicating.forEach((channel, database) -> {
            if (ofDatabase.test(database)) {
                channel.close();
            }
        });
    }

    @Override
    public void loggedIn(NewClient client) {
        PoolerConfig now = config;
        Channel channel = client.channel();
        String user = client.user();
        String name = client.startup().database();
        if (now.isConsole(name)) {
            console.loggedIn(client);
            return;
        }
        Optional<DatabaseConfig> database = now.database(name);
        if (database.isEmpty()) {
            LoginLog.asksForNoDatabase(channel, name, user);
            LoginReplies.fail(channel, ErrorResponse.of("FATAL", SqlState.INVALID_CATALOG_NAME, "no such database: " + name));
            return;
        }
        if (now.auth().type() == AuthType.ANY && database.get().user().isEmpty()) {
            LOG.error("database \"{}\": auth_type=any requires forced user", name);
            LoginReplies.fail(channel, ErrorResponse.of("FATAL", SqlState.CONFIG_FILE_ERROR, "bouncer config error"));
            return;
        }
        if (pools.isDisabled(name)) {
            LoginReplies.fail(channel,
                    ErrorResponse.of("FATAL", SqlState.CANNOT_CONNECT_NOW, "database \"" + name + "\" is disabled"));
            return;
        }
        Map<String, String> parameters;
        try {
            parameters = startupParameters(now, client);
        } catch (UnusableOptionsException e) {
            LoginReplies.fail(channel, e.error());
            return;
        }
        PoolKey key = known(new PoolKey(name, database.get().user().orElse(user)));
        Supplier<PoolConfig> poolConfig = () -> poolConfig(now, key, database.get());
        begin(user.equals(key.user()) ? client.as(key.user()) : client, key, poolConfig, now.poolSettings(database.get(), user),
                parameters);
    }

    /** The pool's own key, if the pool is there: its names serve all of the pool's clients. */
    private PoolKey known(PoolKey key) {
        Pool pool = pools.find(key);
        return pool == null ? key : pool.key();
    }

    private void begin(NewClient client, PoolKey key, Supplier<PoolConfig> poolConfig, PoolSettings settings,
            Map<String, String> parameters) {
        Channel channel = client.channel();
        String name = key.database();
        ErrorResponse full = places.take(channel, name, settings.maxDbClientConnections(), client.user(),
                settings.maxUserClientConnections());
        if (full != null) {
            LoginReplies.fail(channel, full);
            return;
        }
        if (!config.databases().containsKey(name)) {
            autoDatabases.used(name);
        }
        Pool pool = pools.join(key, poolConfig);
        channel.closeFuture().addListener(closed -> {
            if (pools.left(pool)) {
                autoDatabases.forget(name);
            }
        });
        if (client.startup().replication() != ReplicationMode.NONE) {
            replicating.put(channel, name);
            channel.closeFuture().addListener(closed -> replicating.remove(channel));
            logins.beginReplication(client, pool, connector, pools.limits(), parameters);
            return;
        }
        logins.begin(client, pool, parameters);
    }

    /** The configuration of this pool; null if its database is gone. */
    @Nullable
    PoolConfig poolConfig(PoolKey key) {
        PoolerConfig now = config;
        return now.database(key.database()).map(database -> poolConfig(now, key, database)).orElse(null);
    }

    private PoolConfig poolConfig(PoolerConfig now, PoolKey key, DatabaseConfig database) {
        ServerCredentials login = new ServerCredentials(key.user(), database.password().or(() -> credentials.secret(key.user())),
                () -> credentials.lookedUpSecret(key.database(), key.user()),
                () -> credentials.recoveredKeys(key.database(), key.user()),
                () -> credentials.refusedByServer(key.user()));
        ServerTarget target = new ServerTarget(
                key.toString(), database.serverDatabase(), login, database.startupParameters(), database.connectQuery(),
                new ServerEncryption(database.tls(), tls.fingerprint(database.tls())), Announcement.of(database.proxyProtocol()));
        return new PoolConfig(
                database,
                now.poolSettings(database, key.user()),
                now.serverSettings(database),
                now.timeouts(database, key.user()),
                target);
    }

    /**
     * Whether ignore_startup_parameters drops a parameter. As in PgBouncer, a tracked parameter is never dropped; nor is the
     * client's switch for the cache, which would be without effect and nobody would know. The entry
     * {@code options} drops every other parameter that only {@code options} sets.
     */
    private static boolean isIgnored(String name, ClientStartup startup, PoolerConfig now) {
        Predicate<String> same = name::equalsIgnoreCase;
        if (ALWAYS_TRACKED.stream().anyMatch(same) || same.test(CacheSwitch.OF_CLIENT)
                || now.trackExtraParameters().stream().anyMatch(same)) {
            return false;
        }
        boolean inOptionsAlone = !startup.sends(name);
        return now.ignoreStartupParameters().stream().anyMatch(same)
                || inOptionsAlone && now.ignoreStartupParameters().contains("options");
    }

    private static Map<String, String> startupParameters(PoolerConfig now, NewClient client) {
        Map<String, String> all = client.startup().settings();
        if (!now.applicationNameAddHost() && now.ignoreStartupParameters().isEmpty()) {
            return all;
        }
        Map<String, String> parameters = new LinkedHashMap<>(all);
        parameters.keySet().removeIf(name -> isIgnored(name, client.startup(), now));
        if (now.applicationNameAddHost()) {
            parameters.merge("application_name", "app - " + client.origin(), (given, added) -> given + " - " + client.origin());
        }
        return parameters;
    }
}
