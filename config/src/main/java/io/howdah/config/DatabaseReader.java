package io.howdah.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns the databases section into {@link DatabaseConfig}s. */
final class DatabaseReader {

    private static final int POSTGRESQL_PORT = 5432;
    private static final Pattern PARAMETER_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

    /** The user, the database and the kind of connection are not free parameters; user and database have keys of their own. */
    private static final Set<String> RESERVED_PARAMETERS = Set.of("user", "database", "replication");

    private final ResolvedSettings settings;
    private final TlsReader tls;
    private final ConfigProblems problems;
    private final List<ConfigWarning> warnings;

    DatabaseReader(ResolvedSettings settings, TlsReader tls, ConfigProblems problems, List<ConfigWarning> warnings) {
        this.settings = settings;
        this.tls = tls;
        this.problems = problems;
        this.warnings = warnings;
    }

    DatabaseConfig read(RawSection section) {
        SectionReader keys = new SectionReader("databases", section, problems);
        keys.checkKeys(withAlias(section), warnings);
        if (section.name().equals(PoolerConfig.CONSOLE_DATABASE)) {
            problems.add(section.origin(), "databases." + section.name(),
                    "this name is reserved for the admin console", "another name");
        }
        if (section.name().isEmpty() || section.name().indexOf('\0') >= 0) {
            problems.add(section.origin(), "databases", "a database without a usable name", "a name");
        }
        Optional<String> user = keys.text(SectionKeys.USER);
        Optional<String> password = keys.text(SectionKeys.PASSWORD);
        if (password.isPresent() && user.isEmpty()) {
            warnings.add(new ConfigWarning(keys.origin(SectionKeys.PASSWORD), keys.shownAs("password"),
                    "has no effect without user"));
        }
        keys.get(SectionKeys.TARGET_SESSION_ATTRS);
        return new DatabaseConfig(section.name(), false,
                keys.text(SectionKeys.DBNAME).orElse(section.name()),
                hosts(keys),
                keys.get(SectionKeys.LOAD_BALANCE_HOSTS).orElse(LoadBalanceHosts.ROUND_ROBIN),
                user,
                password,
                keys.text(SectionKeys.AUTH_USER),
                keys.text(SectionKeys.AUTH_QUERY),
                keys.text(SectionKeys.AUTH_DBNAME),
                keys.text(SectionKeys.CONNECT_QUERY),
                tls.servers(keys),
                keys.get(ServerKeys.DATABASE_PROXY_PROTOCOL).orElseGet(() -> settings.get(ServerKeys.PROXY_PROTOCOL)),
                startupParameters(section, keys),
                overrides(section, keys));
    }

    private static List<SettingKey<?>> withAlias(RawSection section) {
        List<SettingKey<?>> known = new ArrayList<>(SectionKeys.DATABASE);
        if (section.values().containsKey(SectionKeys.RESERVE_POOL_ALIAS)) {
            known.add(reservePoolAlias());
        }
        return known;
    }

    private static SettingKey<Integer> reservePoolAlias() {
        return SettingKey.own(SectionKeys.RESERVE_POOL_ALIAS, SectionKeys.RESERVE_POOL_SIZE.type(),
                SectionKeys.RESERVE_POOL_SIZE.meaning());
    }

    private List<HostAddress> hosts(SectionReader keys) {
        if (keys.has(SectionKeys.HOST) && keys.has(SectionKeys.HOSTS)) {
            problems.add(keys.origin(SectionKeys.HOSTS), keys.shownAs("hosts"), "given beside host",
                    "one of the two");
        }
        SettingKey<List<String>> key = keys.has(SectionKeys.HOSTS) ? SectionKeys.HOSTS : SectionKeys.HOST;
        int port = keys.get(SectionKeys.PORT).orElse(POSTGRESQL_PORT);
        List<String> names = keys.get(key).orElse(List.of());
        if (names.isEmpty()) {
            return withoutHost(keys, port);
        }
        List<HostAddress> hosts = new ArrayList<>();
        for (String name : names) {
            try {
                hosts.add(HostParser.parse(name, port));
            } catch (InvalidValueException wrong) {
                problems.add(keys.origin(key), keys.shownAs(key.key()), wrong.getMessage(), wrong.expected());
            }
        }
        return hosts;
    }

    /** In an ini file a database without a host is on the Unix socket, as with PgBouncer. A YAML file must name a host. */
    private List<HostAddress> withoutHost(SectionReader keys, int port) {
        String directory = settings.get(ListenKeys.UNIX_SOCKET_DIR);
        if (settings.format() == ConfigFormat.INI && !directory.isEmpty()) {
            return List.of(new HostAddress(directory, port));
        }
        problems.add(keys.origin(SectionKeys.HOST), keys.shownAs("host"), "missing",
                "a host, or the directory of a Unix socket");
        return List.of();
    }

    private Map<String, String> startupParameters(RawSection section, SectionReader keys) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (SettingKey<String> key : SectionKeys.STARTUP) {
            keys.get(key).ifPresent(value -> parameters.put(key.key(), value));
        }
        for (String key : section.values().keySet()) {
            if (key.startsWith(SectionKeys.STARTUP_PARAMETER_PREFIX)) {
                String name = key.substring(SectionKeys.STARTUP_PARAMETER_PREFIX.length());
                boolean reserved = RESERVED_PARAMETERS.contains(name.toLowerCase(Locale.ROOT));
                if (reserved || !PARAMETER_NAME.matcher(name).matches()) {
                    problems.add(section.values().get(key).origin(), keys.shownAs(key),
                            "cannot be set as a startup parameter", "the name of a PostgreSQL parameter");
                } else {
                    keys.get(SettingKey.own(key, ValueTypes.text(), "")).ifPresent(v -> parameters.put(name, v));
                }
            }
        }
        return parameters;
    }

    private static PoolOverrides overrides(RawSection section, SectionReader keys) {
        OptionalInt reserve = section.values().containsKey(SectionKeys.RESERVE_POOL_ALIAS)
                && !keys.has(SectionKeys.RESERVE_POOL_SIZE)
                        ? keys.count(reservePoolAlias()) : keys.count(SectionKeys.RESERVE_POOL_SIZE);
        return new PoolOverrides(
                keys.get(SectionKeys.POOL_MODE),
                keys.count(SectionKeys.POOL_SIZE),
                keys.count(SectionKeys.MIN_POOL_SIZE),
                reserve,
                keys.count(SectionKeys.MAX_DB),
                keys.count(SectionKeys.MAX_DB_CLIENT),
                keys.count(SectionKeys.MAX_WAITING),
                keys.time(SectionKeys.SERVER_LIFETIME),
                keys.time(SectionKeys.QUERY_WAIT),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
