package io.howdah.config;

import io.howdah.config.hba.AddressRange;
import io.howdah.config.hba.HbaMethod;
import io.howdah.config.hba.HbaRule;
import io.howdah.config.hba.HbaRules;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds values that are right one by one but do not fit together. */
final class SenseChecks {

    /** {@code sun_path} of Linux's socket address holds 108 bytes, the closing NUL included. */
    private static final int LONGEST_SOCKET_PATH = 107;

    private static final String NO_EFFECT = "known, no effect yet";

    private final ResolvedSettings settings;
    private final RawConfig raw;
    private final ConfigProblems problems;
    private final List<ConfigWarning> warnings;

    SenseChecks(ResolvedSettings settings, RawConfig raw, ConfigProblems problems, List<ConfigWarning> warnings) {
        this.settings = settings;
        this.raw = raw;
        this.problems = problems;
        this.warnings = warnings;
    }

    void check(PoolerConfig config) {
        settingsWithoutEffect();
        listening(config.listen(), config.admin());
        httpPort(config);
        if (config.log().statsPeriod().isZero()) {
            problem(LogKeys.STATS_PERIOD, "averages need a period", "more than 0");
        }
        if (config.otlp().interval().compareTo(Duration.ofSeconds(1)) < 0) {
            problem(OtlpKeys.INTERVAL, "pushes would come too often", "at least 1 s");
        }
        new CacheChecks(settings, raw, problems, warnings).check(config);
        poolSizes(config);
        peers(config);
        authDatabases(config);
        whoCanLogIn(config);
        proofs(config);
        new OutsideLoginChecks(settings, problems, warnings).check(config);
        if (config.databases().isEmpty() && config.fallbackDatabase().isEmpty()) {
            warnings.add(new ConfigWarning(Origin.file(config.file().toString(), 0), "databases",
                    "there are none: only the console can be connected to"));
        }
    }

    private void settingsWithoutEffect() {
        for (SettingKey<?> key : Catalogue.all()) {
            if (!key.effective() && !settings.get(key).equals(key.defaultValue(settings.format()))) {
                warnings.add(new ConfigWarning(settings.origin(key), settings.nameOf(key), NO_EFFECT));
            }
        }
    }

    private void listening(ListenConfig listen, AdminSettings admin) {
        if (listen.addresses().isEmpty() && listen.unixSocketDir().isEmpty()) {
            problem(ListenKeys.ADDRESSES, "nowhere to listen: unix_socket_dir is empty too", "at least one of them");
        }
        listen.unixSocketDir().ifPresent(directory -> {
            HostAddress socket = new HostAddress(directory, listen.port());
            if (!socket.isUnixSocket()) {
                problem(ListenKeys.UNIX_SOCKET_DIR, ValueTypes.quoted(directory)
                        + " is neither an absolute directory nor an abstract name", "/directory or @name");
            }
            if (socket.unixSocketPath().getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH) {
                problem(ListenKeys.UNIX_SOCKET_DIR, "the path of the socket is too long",
                        "at most " + LONGEST_SOCKET_PATH + " bytes with /.s.PGSQL." + listen.port());
            }
        });
        if (listen.proxies().ranges().stream().anyMatch(range -> range.bits() == 0)) {
            warnings.add(new ConfigWarning(settings.origin(ListenKeys.PROXY_NETWORKS), settings.nameOf(ListenKeys.PROXY_NETWORKS),
                    "every client is believed to be a load balancer and can call itself what it likes"));
        }
        boolean samePort = admin.listenPort() == listen.port() && listen.port() != 0;
        boolean sameAddress = listen.addresses().contains(admin.listenAddress()) || listen.addresses().contains("*");
        if (samePort && sameAddress && !admin.listenAddress().isEmpty()) {
            problem(AuthKeys.ADMIN_PORT, admin.listenPort() + " is the port of the pooler itself", "another port");
        }
    }

    /** A peer forwards cancel requests as they are, so one that comes from a load balancer's network would be refused. */
    private void peers(PoolerConfig config) {
        for (PeerConfig peer : config.process().peers().values()) {
            HostAddress host = peer.address();
            boolean included = host.isUnixSocket() ? config.listen().proxies().unixSockets()
                    : AddressRange.read(host.host()).filter(range -> config.listen().proxies()
                            .include(new InetSocketAddress(range.first(), host.port()))).isPresent();
            if (included) {
                problem(ListenKeys.PROXY_NETWORKS, "peer " + peer.id() + " sends no PROXY header and is among these addresses",
                        "networks without peers");
            }
        }
    }

    private void httpPort(PoolerConfig config) {
        HttpSettings http = config.http();
        if (http.listenAddress().isEmpty()) {
            return;
        }
        if (!http.isWanted() || http.listenPort() == 0) {
            // A default address of the HTTP endpoint must not stop the start, so it gives way to another user of the port.
        } else if (http.listenPort() == config.listen().port()
                && (config.listen().addresses().contains(http.listenAddress()) || config.listen().addresses().contains("*"))) {
            problem(HttpKeys.PORT, http.listenPort() + " is the port of the pooler itself", "another port");
        } else if (http.listenPort() == config.admin().listenPort()
                && http.listenAddress().equals(config.admin().listenAddress())) {
            problem(HttpKeys.PORT, http.listenPort() + " is the port of the console", "another port");
        }
        if (http.access().user().isEmpty() != http.access().password().isEmpty()) {
            problem(http.access().user().isEmpty() ? HttpKeys.PASSWORD : HttpKeys.USER, "the one is of no use without the other",
                    "both http_user and http_password, or neither");
        }
        if (http.access().user().contains(":")) {
            problem(HttpKeys.USER, "basic authentication knows no user with a colon", "a name without");
        }
        if (http.certificate().isPresent() != http.key().isPresent()) {
            problem(http.certificate().isPresent() ? HttpKeys.TLS_CERT : HttpKeys.TLS_KEY,
                    "the one is of no use without the other",
                    "both http_tls_cert_file and http_tls_key_file, or neither");
        }
        http.certificate().ifPresent(file -> readable(HttpKeys.TLS_CERT, file));
        http.key().ifPresent(file -> readable(HttpKeys.TLS_KEY, file));
        for (String database : http.requiredDatabases()) {
            if (!database.equals(DatabaseConfig.FALLBACK) && config.database(database).isEmpty()) {
                problem(HttpKeys.REQUIRED, "there is no database " + ValueTypes.quoted(database), "names of databases, or *");
            }
        }
    }

    private void readable(SettingKey<?> key, Path file) {
        if (!Files.isReadable(file)) {
            problem(key, file + " cannot be read", "a file that is there");
        }
    }

    private void poolSizes(PoolerConfig config) {
        if (tooManyKept(config.pool())) {
            keptConnections(settings.origin(PoolKeys.MIN_SIZE), settings.nameOf(PoolKeys.MIN_SIZE), config.pool());
        }
        for (RawSection section : raw.databases.values()) {
            config.database(section.name()).ifPresent(database -> {
                PoolOverrides own = database.overrides();
                PoolSettings pool = config.pool().with(own, PoolOverrides.EMPTY);
                if ((own.poolSize().isPresent() || own.minPoolSize().isPresent()) && tooManyKept(pool)) {
                    keptConnections(section.origin(), "databases." + section.name() + ".min_pool_size", pool);
                }
            });
        }
    }

    private static boolean tooManyKept(PoolSettings pool) {
        return pool.poolSize() > 0 && pool.minPoolSize() > pool.poolSize();
    }

    /** PgBouncer silently cuts min_pool_size to the pool's size, so a PgBouncer file may have this. */
    private void keptConnections(Origin where, String key, PoolSettings pool) {
        if (settings.format() == ConfigFormat.INI) {
            warnings.add(new ConfigWarning(where, key,
                    pool.minPoolSize() + " is more than the pool size and counts as " + pool.poolSize()));
        } else {
            problems.add(where, key, pool.minPoolSize() + " connections are to be kept in a pool of "
                    + pool.poolSize(), "at most the pool size");
        }
    }

    /** The console answers no auth_query. The words are PgBouncer's. */
    private void authDatabases(PoolerConfig config) {
        config.auth().dbname().filter(config::isConsole)
                .ifPresent(name -> problem(AuthKeys.DBNAME, reserved(name), "another database"));
        for (RawSection section : raw.databases.values()) {
            config.database(section.name()).flatMap(DatabaseConfig::authDbname).filter(config::isConsole)
                    .ifPresent(name -> problems.add(section.origin(), "databases." + section.name() + ".auth_dbname",
                            reserved(name), "another database"));
        }
    }

    private static String reserved(String database) {
        return "cannot use the reserved " + ValueTypes.quoted(database) + " database as an auth_dbname";
    }

    private void whoCanLogIn(PoolerConfig config) {
        AuthType type = config.auth().type();
        Origin where = settings.origin(AuthKeys.TYPE);
        if (type == AuthType.ANY) {
            for (Map.Entry<String, RawSection> entry : raw.databases.entrySet()) {
                if (!entry.getValue().values().containsKey(SectionKeys.USER.key())) {
                    warnings.add(new ConfigWarning(entry.getValue().origin(), "databases." + entry.getKey(),
                            "auth_type any needs a user here; nobody can use this database"));
                }
            }
            return;
        }
        boolean asksLdap = type == AuthType.LDAP || config.auth().rules().map(HbaRules::rules).orElse(List.of()).stream()
                .anyMatch(rule -> rule.method() == HbaMethod.LDAP);
        boolean looksUp = asksLdap || config.auth().user().isPresent()
                || config.databases().values().stream().anyMatch(database -> database.authUser().isPresent());
        if (!looksUp && config.users().values().stream().noneMatch(UserConfig::canLogIn)) {
            warnings.add(new ConfigWarning(where, settings.nameOf(AuthKeys.TYPE),
                    "no users are known, so nobody can log in: give auth_file or users"));
        }
        if (type == AuthType.SCRAM_SHA_256) {
            config.users().values().stream()
                    .filter(user -> isMd5(user.password()))
                    .forEach(user -> warnings.add(new ConfigWarning(where, "users." + user.name(),
                            "an MD5 secret cannot be used with auth_type scram-sha-256")));
        }
    }

    /** Rules and methods that would protect less than they say, or that nobody can satisfy. */
    private void proofs(PoolerConfig config) {
        boolean verifies = config.clientTls().isOn() && config.clientTls().authorities().isPresent();
        if (config.auth().type() == AuthType.CERT && !(verifies && config.clientTls().mode().isVerifying())) {
            problem(AuthKeys.TYPE, "cert needs client certificates that are verified",
                    "client_tls_sslmode verify-ca or verify-full, and client_tls_ca_file");
        }
        TlsMode servers = config.serverTls().mode();
        if (config.serverTls().authorities().isPresent() && !servers.isVerifying()) {
            warnings.add(new ConfigWarning(settings.origin(TlsKeys.SERVER_CA), settings.nameOf(TlsKeys.SERVER_CA),
                    "servers' certificates are not verified with sslmode " + servers.spelling()));
        }
        if (config.auth().type() != AuthType.HBA) {
            return;
        }
        if (settings.get(AuthKeys.HBA_FILE).isEmpty()) {
            problem(AuthKeys.TYPE, "hba needs rules", "auth_hba_file");
        }
        String file = settings.get(AuthKeys.HBA_FILE);
        for (HbaRule rule : config.auth().rules().map(HbaRules::rules).orElse(List.of())) {
            Origin where = Origin.file(file, rule.line());
            String key = AuthKeys.HBA_FILE.key();
            boolean asks = rule.method() == HbaMethod.CERT || rule.options().containsKey("clientcert");
            if (asks && !verifies) {
                problems.add(where, key, "needs client certificates that are verified",
                        "client_tls_sslmode other than disable, and client_tls_ca_file");
            }
            if (rule.connection() == HbaRule.Connection.HOSTSSL && !config.clientTls().isOn()) {
                warnings.add(new ConfigWarning(where, key, "hostssl, but client_tls_sslmode is disable: the line is for nobody"));
            }
            String map = rule.options().getOrDefault("map", "");
            if (!map.isEmpty() && !config.auth().identMaps().has(map)) {
                warnings.add(new ConfigWarning(where, key, "there is no map " + ValueTypes.quoted(map)
                        + " in auth_ident_file: the line lets nobody in"));
            }
        }
    }

    private static boolean isMd5(Optional<String> password) {
        return password.filter(secret -> secret.matches("md5[0-9a-f]{32}")).isPresent();
    }

    private void problem(SettingKey<?> key, String message, String expected) {
        problems.add(settings.origin(key), settings.nameOf(key), message, expected);
    }
}
