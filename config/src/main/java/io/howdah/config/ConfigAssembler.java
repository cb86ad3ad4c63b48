package io.howdah.config;

import io.howdah.config.hba.HbaRules;
import io.howdah.config.hba.IdentMaps;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the values of the settings into the records that the pooler reads. */
final class ConfigAssembler {

    private final ResolvedSettings settings;
    private final List<Path> directories;
    private final String home;
    private final ConfigProblems problems;

    /** @param directories searched in order for relative names of files to be read */
    ConfigAssembler(ResolvedSettings settings, List<Path> directories, String home, ConfigProblems problems) {
        this.settings = settings;
        this.directories = List.copyOf(directories);
        this.home = home;
        this.problems = problems;
    }

    ListenConfig listen() {
        return new ListenConfig(
                get(ListenKeys.ADDRESSES),
                get(ListenKeys.PORT),
                get(ListenKeys.BACKLOG),
                text(ListenKeys.UNIX_SOCKET_DIR),
                get(ListenKeys.UNIX_SOCKET_GROUP),
                get(ListenKeys.UNIX_SOCKET_MODE),
                get(ListenKeys.MAX_CLIENT_CONN),
                // Cancel requests, health checks and consoles are connections too, however few clients there may be.
                get(ListenKeys.MAX_LOGIN_CONN) == 0 ? Math.max(100, get(ListenKeys.MAX_CLIENT_CONN))
                        : get(ListenKeys.MAX_LOGIN_CONN),
                get(ListenKeys.MAX_LOGIN_FAILURES),
                get(ListenKeys.REUSE_PORT),
                new TcpSettings(
                        get(ListenKeys.KEEPALIVE),
                        get(ListenKeys.KEEPIDLE),
                        get(ListenKeys.KEEPINTVL),
                        get(ListenKeys.KEEPCNT),
                        get(ListenKeys.USER_TIMEOUT),
                        get(ListenKeys.SOCKET_BUFFER),
                        get(ListenKeys.DEFER_ACCEPT)),
                get(ListenKeys.PROXY_NETWORKS));
    }

    int eventLoops() {
        int configured = get(ProcessKeys.EVENT_LOOPS);
        return configured > 0 ? configured : Math.max(1, Runtime.getRuntime().availableProcessors());
    }

    PoolSettings pool() {
        return new PoolSettings(
                get(PoolKeys.MODE),
                get(PoolKeys.SIZE),
                get(PoolKeys.MIN_SIZE),
                get(PoolKeys.RESERVE_SIZE),
                get(PoolKeys.RESERVE_TIMEOUT),
                get(PoolKeys.MAX_DB),
                get(PoolKeys.MAX_USER),
                get(PoolKeys.MAX_DB_CLIENT),
                get(PoolKeys.MAX_USER_CLIENT),
                get(PoolKeys.MAX_WAITING),
                get(PoolKeys.ROUND_ROBIN),
                get(PoolKeys.PREPARED));
    }

    ServerSettings server() {
        Optional<String> checkQuery = text(ServerKeys.CHECK_QUERY)
                .map(query -> query.equals(ServerKeys.EMPTY_QUERY) ? "" : query);
        return new ServerSettings(
                get(ServerKeys.LIFETIME),
                get(ServerKeys.IDLE_TIMEOUT),
                checkQuery,
                get(ServerKeys.CHECK_DELAY),
                get(ServerKeys.CONNECT_TIMEOUT),
                get(ServerKeys.LOGIN_RETRY),
                get(ServerKeys.RESET_QUERY),
                get(ServerKeys.RESET_QUERY_ALWAYS),
                get(ServerKeys.FAST_CLOSE));
    }

    Timeouts timeouts() {
        return new Timeouts(
                get(TimeoutKeys.QUERY_WAIT),
                get(TimeoutKeys.QUERY_WAIT_NOTIFY),
                get(TimeoutKeys.QUERY),
                get(TimeoutKeys.TRANSACTION),
                get(TimeoutKeys.IDLE_TRANSACTION),
                get(TimeoutKeys.CLIENT_IDLE),
                get(TimeoutKeys.CLIENT_LOGIN),
                get(TimeoutKeys.CANCEL_WAIT),
                get(TimeoutKeys.SUSPEND),
                get(PoolKeys.IDLE_TIMEOUT),
                get(PoolKeys.AUTODB_IDLE_TIMEOUT),
                get(TimeoutKeys.SHUTDOWN));
    }

    AuthSettings auth() {
        AccessReader access = new AccessReader(
                settings.origin(AuthKeys.HBA_FILE), settings.origin(AuthKeys.IDENT_FILE), problems);
        // PgBouncer reads the HBA file for auth_type hba alone, so another type's file may be anything.
        boolean byRules = get(AuthKeys.TYPE) == AuthType.HBA;
        Optional<HbaRules> rules = byRules ? access.rules(input(AuthKeys.HBA_FILE)) : Optional.empty();
        OutsideLoginReader outside = new OutsideLoginReader(settings, problems);
        return new AuthSettings(
                get(AuthKeys.TYPE),
                input(AuthKeys.FILE),
                rules,
                byRules ? access.maps(input(AuthKeys.IDENT_FILE)) : IdentMaps.NONE,
                text(AuthKeys.QUERY),
                get(AuthKeys.QUERY_TTL),
                get(AuthKeys.QUERY_NEGATIVE_TTL),
                text(AuthKeys.USER),
                text(AuthKeys.DBNAME),
                outside.oauth(rules, input(OAuthKeys.CA_FILE), this::input),
                outside.ldap(rules, input(OAuthKeys.LDAP_CA_FILE)),
                get(AuthKeys.SCRAM_ITERATIONS),
                get(AuthKeys.SCRAM_MAX_ITERATIONS),
                get(AuthKeys.CLEARTEXT));
    }

    LogSettings log() {
        return new LogSettings(
                get(LogKeys.CONNECTIONS),
                get(LogKeys.DISCONNECTIONS),
                get(LogKeys.POOLER_ERRORS),
                get(LogKeys.STATS),
                get(LogKeys.STATS_PERIOD),
                get(LogKeys.VERBOSE),
                output(LogKeys.LOGFILE),
                get(LogKeys.FORMAT).equals("json"),
                Optional.of(get(LogKeys.MIN_DURATION_STATEMENT)).filter(time -> !time.isNegative()),
                output(ProcessKeys.PIDFILE),
                get(LogKeys.SYSLOG) ? text(LogKeys.SYSLOG_FACILITY) : Optional.empty());
    }

    AdminSettings admin() {
        return new AdminSettings(
                new LinkedHashSet<>(get(AuthKeys.ADMIN_USERS)),
                new LinkedHashSet<>(get(AuthKeys.STATS_USERS)),
                get(AuthKeys.ADMIN_ADDRESS),
                get(AuthKeys.ADMIN_PORT));
    }

    HttpSettings http() {
        boolean isPortGiven = settings.origin(HttpKeys.PORT).kind() != Origin.Kind.DEFAULT;
        boolean isAddressGiven = settings.origin(HttpKeys.ADDRESS).kind() != Origin.Kind.DEFAULT;
        String address = get(HttpKeys.ADDRESS);
        return new HttpSettings(
                address.isEmpty() && isPortGiven && !isAddressGiven ? HttpKeys.LOOPBACK : address,
                get(HttpKeys.PORT),
                isPortGiven || isAddressGiven,
                get(HttpKeys.REQUIRED),
                get(HttpKeys.STATS_NAMES),
                get(HttpKeys.CNPG),
                new HttpSettings.Access(get(HttpKeys.USER), get(HttpKeys.PASSWORD), get(HttpKeys.TOKEN)),
                input(HttpKeys.TLS_CERT),
                input(HttpKeys.TLS_KEY));
    }

    OtlpSettings otlp() {
        return new OtlpSettings(get(OtlpKeys.ENDPOINT).map(ConfigAssembler::withPath), get(OtlpKeys.INTERVAL),
                get(OtlpKeys.HEADERS));
    }

    private static URI withPath(URI endpoint) {
        boolean isBare = endpoint.getRawPath().isEmpty() || endpoint.getRawPath().equals("/");
        return isBare
                ? endpoint.resolve(OtlpKeys.METRICS_PATH + (endpoint.getRawQuery() == null ? "" : "?" + endpoint.getRawQuery()))
                : endpoint;
    }

    CacheSettings cache() {
        return new CacheSettings(
                get(CacheKeys.MODE),
                get(CacheKeys.TTL),
                get(CacheKeys.MAX_TTL),
                get(CacheKeys.EMPTY_TTL),
                get(CacheKeys.STALE),
                get(CacheKeys.DATABASES),
                get(CacheKeys.USERS),
                get(CacheKeys.TABLES),
                get(CacheKeys.STATEMENTS),
                get(CacheKeys.MEMORY),
                Math.toIntExact(get(CacheKeys.MAX_ENTRY)),
                get(CacheKeys.BYPASS),
                get(CacheKeys.REDIS_URL).map(this::redis));
    }

    private RedisSettings redis(RedisUrl url) {
        return new RedisSettings(
                url.kind(),
                url.hosts(),
                url.master(),
                url.database(),
                url.tls(),
                url.user().or(() -> text(CacheKeys.REDIS_USER)),
                url.password().or(() -> text(CacheKeys.REDIS_PASSWORD)),
                get(CacheKeys.REDIS_PREFIX),
                get(CacheKeys.REDIS_TIMEOUT));
    }

    ProtocolSettings protocol() {
        return new ProtocolSettings(
                get(ProcessKeys.IGNORE_STARTUP_PARAMETERS),
                get(ProcessKeys.TRACK_EXTRA_PARAMETERS),
                Math.toIntExact(get(ProcessKeys.MAX_PACKET_SIZE)),
                get(ProcessKeys.APPLICATION_NAME_ADD_HOST),
                get(ProcessKeys.DISABLE_PQEXEC),
                get(ProcessKeys.LOGIN_NOTIFY_MESSAGE),
                get(ProcessKeys.MAX_CLIENT_PREPARED_MEMORY),
                get(ProcessKeys.MAX_PREPARED_MEMORY));
    }

    ProcessSettings process(Map<Integer, PeerConfig> peers) {
        return new ProcessSettings(
                text(ProcessKeys.USER),
                get(ProcessKeys.SIGTERM),
                get(ProcessKeys.PEER_ID),
                peers);
    }

    private <T> T get(SettingKey<T> key) {
        return settings.get(key);
    }

    private Optional<String> text(SettingKey<String> key) {
        return Optional.of(get(key)).filter(text -> !text.isEmpty());
    }

    private Optional<Path> input(SettingKey<String> key) {
        return path(key, directories);
    }

    /** A relative name of a file to be written refers to the working directory, as with PgBouncer. */
    private Optional<Path> output(SettingKey<String> key) {
        return path(key, List.of(Path.of("")));
    }

    private Optional<Path> path(SettingKey<String> key, List<Path> among) {
        try {
            return text(key).map(name -> TextFiles.resolve(name, among, home));
        } catch (InvalidValueException wrong) {
            problems.add(settings.origin(key), settings.nameOf(key), wrong.getMessage(), wrong.expected());
            return Optional.empty();
        }
    }
}
