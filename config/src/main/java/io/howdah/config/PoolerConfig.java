package io.howdah.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The whole configuration at one moment; a reload makes a new object.
 *
 * @param eventLoops at least 1; 0, "one per core", is resolved already
 * @param databases in the order of the file, without the {@code *} entry
 * @param fallbackDatabase the {@code *} entry
 * @param users every user in the {@code auth_file} or in the users section
 * @param clientTls of connections from clients
 * @param serverTls of connections to servers, unless a database has its own
 * @param settings every global setting with its value and origin, for SHOW CONFIG and {@code --check}
 */
public record PoolerConfig(
        Path file,
        ConfigFormat format,
        ListenConfig listen,
        int eventLoops,
        Map<String, DatabaseConfig> databases,
        Optional<DatabaseConfig> fallbackDatabase,
        Map<String, UserConfig> users,
        PoolSettings pool,
        ServerSettings server,
        Timeouts timeouts,
        AuthSettings auth,
        LogSettings log,
        AdminSettings admin,
        HttpSettings http,
        OtlpSettings otlp,
        TlsSettings clientTls,
        TlsSettings serverTls,
        CacheSettings cache,
        ProtocolSettings protocol,
        ProcessSettings process,
        List<Setting> settings,
        List<ConfigWarning> warnings) {

    /** The database name of the console. */
    public static final String CONSOLE_DATABASE = "pgbouncer";

    /** The console's second name, unless a database of this name is configured. */
    public static final String CONSOLE_ALIAS = "howdah";

    public PoolerConfig {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(listen, "listen");
        databases = Collections.unmodifiableMap(new LinkedHashMap<>(databases));
        Objects.requireNonNull(fallbackDatabase, "fallbackDatabase");
        users = Collections.unmodifiableMap(new LinkedHashMap<>(users));
        Objects.requireNonNull(pool, "pool");
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(timeouts, "timeouts");
        Objects.requireNonNull(auth, "auth");
        Objects.requireNonNull(log, "log");
        Objects.requireNonNull(admin, "admin");
        Objects.requireNonNull(http, "http");
        Objects.requireNonNull(otlp, "otlp");
        Objects.requireNonNull(clientTls, "clientTls");
        Objects.requireNonNull(serverTls, "serverTls");
        Objects.requireNonNull(cache, "cache");
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(process, "process");
        settings = List.copyOf(settings);
        warnings = List.copyOf(warnings);
    }

    /** The entry of this name, or an entry made from the {@code *} entry, or empty. */
    public Optional<DatabaseConfig> database(String name) {
        DatabaseConfig exact = databases.get(name);
        return exact != null ? Optional.of(exact) : fallbackDatabase.map(fallback -> fallback.named(name));
    }

    /** Whether this database name leads to the console. */
    public boolean isConsole(String database) {
        return database.equals(CONSOLE_DATABASE) || database.equals(CONSOLE_ALIAS) && !databases.containsKey(CONSOLE_ALIAS);
    }

    /** The settings of the pool of this pair: the user's win over the database's, the database's over the general settings. */
    public PoolSettings poolSettings(DatabaseConfig database, String user) {
        return pool.with(database.overrides(), overridesOf(user));
    }

    /** The settings of a user at the console, which has no settings as a database. */
    public PoolSettings poolSettings(String user) {
        return pool.with(PoolOverrides.EMPTY, overridesOf(user));
    }

    public ServerSettings serverSettings(DatabaseConfig database) {
        return server.with(database.overrides());
    }

    /** The time limits of this pair: the user's win over the database's, the database's over the general settings. */
    public Timeouts timeouts(DatabaseConfig database, String user) {
        return timeouts.with(database.overrides(), overridesOf(user));
    }

    public List<String> ignoreStartupParameters() {
        return protocol.ignoreStartupParameters();
    }

    public List<String> trackExtraParameters() {
        return protocol.trackExtraParameters();
    }

    public int maxPacketSize() {
        return protocol.maxPacketSize();
    }

    public boolean applicationNameAddHost() {
        return protocol.applicationNameAddHost();
    }

    public boolean disablePqexec() {
        return protocol.disablePqexec();
    }

    /** A copy with another HTTP endpoint. */
    public PoolerConfig with(HttpSettings other) {
        return new PoolerConfig(file, format, listen, eventLoops, databases, fallbackDatabase, users, pool, server,
                timeouts, auth, log, admin, other, otlp, clientTls, serverTls, cache, protocol, process, settings, warnings);
    }

    PoolerConfig withWarnings(List<ConfigWarning> all) {
        return new PoolerConfig(file, format, listen, eventLoops, databases, fallbackDatabase, users, pool, server,
                timeouts, auth, log, admin, http, otlp, clientTls, serverTls, cache, protocol, process, settings, all);
    }

    private PoolOverrides overridesOf(String user) {
        UserConfig known = users.get(user);
        return known != null ? known.overrides() : PoolOverrides.EMPTY;
    }
}
