package io.howdah.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The variables of the image bitnami/pgbouncer: {@code POSTGRESQL_*} for the server, {@code PGBOUNCER_*} for the rest. */
final class BitnamiVariables implements EnvironmentDialect {

    private static final String PREFIX = "PGBOUNCER_";
    private static final String DATABASE = PREFIX + "DATABASE";
    private static final String USERNAME = "POSTGRESQL_USERNAME";
    private static final String PASSWORD = "POSTGRESQL_PASSWORD";
    private static final Set<String> TELLING = Set.of("POSTGRESQL_HOST", USERNAME, PASSWORD, "POSTGRESQL_DATABASE", DATABASE);
    private static final Pattern DSN = Pattern.compile(PREFIX + "DSN_(\\d{1,6})(_FILE)?");
    private static final Pattern NAMED = Pattern.compile("\\s*(?:\"((?:[^\"]++|\"\")++)\"|([^=\\s\"]+))\\s*=(.*)",
            Pattern.DOTALL);
    private static final String DSN_EXPECTED = "name=host=... port=... dbname=...";

    /** Settings whose variable differs from the key in capitals. */
    static final Map<String, SettingKey<?>> RENAMED = Map.of(
            "PORT", ListenKeys.PORT,
            "BIND_ADDRESS", ListenKeys.ADDRESSES,
            "LISTEN_ADDRESS", ListenKeys.ADDRESSES,
            "SOCKET_DIR", ListenKeys.UNIX_SOCKET_DIR,
            "SOCKET_MODE", ListenKeys.UNIX_SOCKET_MODE,
            "SOCKET_GROUP", ListenKeys.UNIX_SOCKET_GROUP);

    /** Variables that {@link #read} reads itself, or that concern the image and not the pooler. */
    private static final Set<String> NO_SETTING = Set.of("DATABASE", "SET_DATABASE_USER", "SET_DATABASE_PASSWORD", "USERLIST",
            "CONNECT_QUERY", "FAIL_ON_INVALID_DSN_FILE", "BASE_DIR", "CONF_DIR", "LOG_DIR", "TMP_DIR", "PID_FILE", "CONF_FILE",
            "AUTH_FILE", "VOLUME_DIR", "MOUNTED_CONF_DIR", "INITSCRIPTS_DIR", "FORCE_INITSCRIPTS", "DAEMON_USER", "DAEMON_GROUP",
            "VERSION", "USERLIST_FILE");

    @Override
    public String name() {
        return "bitnami";
    }

    @Override
    public ConfigFormat format() {
        return ConfigFormat.INI;
    }

    @Override
    public boolean isSpoken(Variables variables) {
        return TELLING.stream().anyMatch(variables::has) || variables.names().stream()
                .anyMatch(name -> DSN.matcher(name).matches() || setting(name).isPresent() && variables.has(name));
    }

    @Override
    public void read(Variables variables, EnvironmentDraft draft) {
        String user = variables.get(USERNAME, "postgres");
        Optional<RawValue> password = variables.secret(PASSWORD);
        database(variables, draft, user, password);
        dsns(variables, draft);
        draft.user(user, password, Origin.environment(USERNAME));
        users(variables, draft);
        settings(variables, draft);
        draft.byDefault(ListenKeys.ADDRESSES, "0.0.0.0");
        draft.byDefault(AuthKeys.TYPE, AuthType.SCRAM_SHA_256.spelling());
        draft.byDefault(AuthKeys.ADMIN_USERS, user);
        draft.byDefault(ProcessKeys.IGNORE_STARTUP_PARAMETERS, "extra_float_digits");
    }

    private static void database(Variables variables, EnvironmentDraft draft, String user, Optional<RawValue> password) {
        String name = variables.get(DATABASE, "postgres");
        EnvironmentDraft.Section section = draft.database(name, Origin.environment("POSTGRESQL_HOST"))
                .put(SectionKeys.HOST, variables.get("POSTGRESQL_HOST", "postgresql"), Origin.environment("POSTGRESQL_HOST"))
                .put(SectionKeys.PORT, variables.get("POSTGRESQL_PORT"))
                .put(SectionKeys.DBNAME, variables.get("POSTGRESQL_DATABASE"))
                .put(SectionKeys.CONNECT_QUERY, variables.get(PREFIX + "CONNECT_QUERY"));
        if (isYes(variables, "SET_DATABASE_USER")) {
            section.put(SectionKeys.USER, user, Origin.environment(PREFIX + "SET_DATABASE_USER"));
        }
        if (isYes(variables, "SET_DATABASE_PASSWORD")) {
            section.put(SectionKeys.PASSWORD, password);
        }
    }

    private static boolean isYes(Variables variables, String name) {
        return Set.of("yes", "true", "1").contains(variables.get(PREFIX + name, "no").toLowerCase(Locale.ROOT));
    }

    private static void dsns(Variables variables, EnvironmentDraft draft) {
        for (String name : variables.names()) {
            Matcher matcher = DSN.matcher(name);
            if (!matcher.matches() || !variables.has(name)) {
                continue;
            }
            boolean required = isYes(variables, "FAIL_ON_INVALID_DSN_FILE");
            Optional<RawValue> value = matcher.group(2) == null ? variables.secret(name) : variables.file(name, required);
            if (value.isEmpty() && !required) {
                draft.warn(Origin.environment(name), "names a file that cannot be read; this database is left out");
            }
            value.ifPresent(dsn -> dsn(dsn, draft));
        }
    }

    private static void dsn(RawValue dsn, EnvironmentDraft draft) {
        Matcher named = NAMED.matcher(dsn.text());
        if (!named.matches()) {
            draft.problem(dsn.origin(), "it does not begin with the name of a database", DSN_EXPECTED);
            return;
        }
        String name = named.group(1) != null ? named.group(1).replace("\"\"", "\"") : named.group(2);
        try {
            EnvironmentDraft.Section section = draft.database(name, dsn.origin());
            ConnectionString.parse(named.group(3).strip())
                    .forEach((key, text) -> section.values().put(key, new RawValue(text, true, dsn.origin())));
        } catch (InvalidValueException broken) {
            draft.problem(dsn.origin(), broken.getMessage(), DSN_EXPECTED);
        }
    }

    private static void users(Variables variables, EnvironmentDraft draft) {
        variables.secret(PREFIX + "USERLIST")
                .ifPresent(list -> UserList.parse(list.text(), list.origin().name(), draft.problems())
                        .forEach((user, secret) -> draft.user(user, Optional.of(secret).filter(text -> !text.isEmpty())
                                .map(text -> new RawValue(text, true, list.origin())), list.origin())));
    }

    private static void settings(Variables variables, EnvironmentDraft draft) {
        for (String name : variables.names()) {
            if (!name.startsWith(PREFIX) || !variables.has(name) || DSN.matcher(name).matches()) {
                continue;
            }
            String base = setting(name).isPresent() ? name : withoutFile(name);
            Optional<SettingKey<?>> key = setting(base);
            if (key.isPresent()) {
                draft.set(key.get(), variables.get(base));
            } else if (name.equals(PREFIX + "EXTRA_FLAGS")) {
                draft.warn(Origin.environment(name), "has no effect: give the container its command line instead");
            } else if (!NO_SETTING.contains(name.substring(PREFIX.length())) && !isOfKubernetes(name)) {
                draft.warn(Origin.environment(name),
                        Suggestions.unknown("setting", name.substring(PREFIX.length()).toLowerCase(Locale.ROOT),
                                Catalogue.keys()));
            }
        }
    }

    private static boolean isOfKubernetes(String name) {
        return name.startsWith(PREFIX + "SERVICE_") || name.startsWith(PREFIX + "PORT_");
    }

    private static String withoutFile(String name) {
        return name.endsWith("_FILE") ? name.substring(0, name.length() - "_FILE".length()) : name;
    }

    private static Optional<SettingKey<?>> setting(String variable) {
        if (!variable.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String name = variable.substring(PREFIX.length());
        Optional<SettingKey<?>> renamed = Optional.ofNullable(RENAMED.get(name));
        boolean read = List.of("USER", "PIDFILE", "CONFFILE", "AUTH_FILE").contains(name);
        return renamed.isPresent() || read ? renamed : Catalogue.byKey(name.toLowerCase(Locale.ROOT));
    }
}
