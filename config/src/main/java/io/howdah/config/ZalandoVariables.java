package io.howdah.config;

import java.util.Map;
import java.util.Optional;

/** The variables of Zalando's operator for its pooler: {@code CONNECTION_POOLER_*}, and libpq's variables for the server. */
final class ZalandoVariables implements EnvironmentDialect {

    private static final String PREFIX = "CONNECTION_POOLER_";
    private static final String USER = "PGUSER";

    static final Map<String, SettingKey<?>> SETTINGS = Map.of(
            "PORT", ListenKeys.PORT,
            "MODE", PoolKeys.MODE,
            "DEFAULT_SIZE", PoolKeys.SIZE,
            "MIN_SIZE", PoolKeys.MIN_SIZE,
            "RESERVE_SIZE", PoolKeys.RESERVE_SIZE,
            "MAX_CLIENT_CONN", ListenKeys.MAX_CLIENT_CONN,
            "MAX_DB_CONN", PoolKeys.MAX_DB,
            "CLIENT_TLS_CRT", TlsKeys.CLIENT_CERT,
            "CLIENT_TLS_KEY", TlsKeys.CLIENT_KEY,
            "CLIENT_CA_FILE", TlsKeys.CLIENT_CA);

    private static final String CERTIFICATE = "CONNECTION_POOLER_CLIENT_TLS_CRT";

    @Override
    public String name() {
        return "zalando";
    }

    @Override
    public ConfigFormat format() {
        return ConfigFormat.INI;
    }

    @Override
    public boolean isSpoken(Variables variables) {
        return SETTINGS.keySet().stream().anyMatch(name -> variables.has(PREFIX + name));
    }

    /** The operator's own template gives the settings without a variable. */
    @Override
    public void read(Variables variables, EnvironmentDraft draft) {
        Optional<RawValue> host = variables.get("PGHOST");
        if (host.isEmpty()) {
            draft.problem(Origin.environment("PGHOST"), "is not set", "the host of the server");
        }
        host.ifPresent(name -> draft.database(DatabaseConfig.FALLBACK, name.origin())
                .put(SectionKeys.HOST, host)
                .put(SectionKeys.PORT, variables.get("PGPORT")));
        String user = variables.get(USER, "pooler");
        draft.user(user, variables.secret("PGPASSWORD"), Origin.environment(USER));
        SETTINGS.forEach((name, key) -> draft.set(key, variables.get(PREFIX + name)));
        draft.byDefault(ListenKeys.ADDRESSES, "*");
        draft.byDefault(ListenKeys.PORT, "5432");
        draft.byDefault(ListenKeys.MAX_CLIENT_CONN, "10000");
        draft.byDefault(AuthKeys.TYPE, AuthType.MD5.spelling());
        draft.byDefault(AuthKeys.ADMIN_USERS, user);
        draft.byDefault(AuthKeys.USER, user);
        draft.byDefault(AuthKeys.QUERY, "SELECT * FROM " + identifier(variables.get("PGSCHEMA", "pooler")) + ".user_lookup($1)");
        draft.byDefault(ProcessKeys.IGNORE_STARTUP_PARAMETERS, "extra_float_digits,options");
        draft.byDefault(TimeoutKeys.IDLE_TRANSACTION, "600");
        draft.byDefault(LogKeys.CONNECTIONS, "0");
        draft.byDefault(LogKeys.DISCONNECTIONS, "0");
        if (variables.has(CERTIFICATE)) {
            draft.byDefault(TlsKeys.CLIENT_MODE, TlsMode.REQUIRE.spelling());
        } else {
            draft.warn(Origin.environment(PREFIX + "PORT"),
                    "Zalando's image makes a certificate of its own; here clients connect "
                            + "without TLS unless " + CERTIFICATE + " names one");
        }
    }

    private static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
