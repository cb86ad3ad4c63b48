package io.howdah.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The variables of the image edoburu/pgbouncer: {@code DB_*}, URLs, and PgBouncer's settings in capitals. */
final class EdoburuVariables implements EnvironmentDialect {

    private static final String HOST = "DB_HOST";
    private static final String URL = "DATABASE_URL";
    private static final String URLS = "DATABASE_URLS";
    private static final String USER = "DB_USER";

    /**
     * Settings whose variable is this dialect's alone: beside a URL, each of these variables tells this dialect from Howdah's
     * own.
     */
    static final List<String> TELLING = List.of("listen_addr", "listen_port", "auth_file", "auth_hba_file", "auth_type",
            "auth_user", "auth_query", "auth_dbname", "pool_mode", "max_client_conn", "default_pool_size", "min_pool_size",
            "reserve_pool_size", "reserve_pool_timeout", "max_db_connections", "max_user_connections", "server_round_robin",
            "ignore_startup_parameters", "disable_pqexec", "application_name_add_host", "max_prepared_statements", "admin_users",
            "stats_users", "server_reset_query", "server_reset_query_always", "server_check_delay", "server_check_query",
            "server_lifetime", "server_idle_timeout", "server_connect_timeout", "server_login_retry", "client_login_timeout",
            "autodb_idle_timeout", "query_wait_timeout", "client_idle_timeout", "idle_transaction_timeout");
    static final List<String> OTHER = List.of("unix_socket_dir", "log_connections", "log_disconnections", "log_pooler_errors",
            "log_stats", "stats_period", "verbose", "logfile", "dns_max_ttl", "dns_nxdomain_ttl", "client_tls_sslmode",
            "client_tls_key_file", "client_tls_cert_file", "client_tls_ca_file", "client_tls_protocols", "client_tls_ciphers",
            "client_tls_ecdhcurve", "client_tls_dheparams", "server_tls_sslmode", "server_tls_ca_file", "server_tls_key_file",
            "server_tls_cert_file", "server_tls_protocols", "server_tls_ciphers", "query_timeout", "pkt_buf", "max_packet_size",
            "listen_backlog", "sbuf_loopcnt", "suspend_timeout", "tcp_defer_accept", "tcp_keepalive", "tcp_keepcnt",
            "tcp_keepidle", "tcp_keepintvl", "tcp_user_timeout");

    @Override
    public String name() {
        return "edoburu";
    }

    @Override
    public ConfigFormat format() {
        return ConfigFormat.INI;
    }

    @Override
    public boolean isSpoken(Variables variables) {
        return variables.has(HOST) || variables.has(URLS)
                || variables.has(URL) && TELLING.stream().anyMatch(key -> variables.has(variable(key)));
    }

    @Override
    public void read(Variables variables, EnvironmentDraft draft) {
        if (variables.has(URLS)) {
            variables.secret(URLS).ifPresent(urls -> urls(urls, draft));
        } else if (variables.has(URL)) {
            variables.secret(URL).ifPresent(url -> urls(url, draft));
        } else if (variables.has(HOST)) {
            parts(variables, draft);
        } else {
            draft.problem(Origin.environment(HOST), "is not set", "a host, or " + URL);
        }
        for (EnvironmentDraft.Section section : draft.databases()) {
            section.put(SectionKeys.CLIENT_ENCODING, variables.get("CLIENT_ENCODING"))
                    .put(SectionKeys.TIMEZONE, variables.get("TIMEZONE"))
                    .put(SectionKeys.POOL_SIZE, variables.get("POOL_SIZE"));
        }
        Stream.concat(TELLING.stream(), OTHER.stream())
                .forEach(key -> draft.set(Catalogue.byKey(key).orElseThrow(), variables.get(variable(key))));
        draft.byDefault(ListenKeys.ADDRESSES, "0.0.0.0");
        draft.byDefault(ListenKeys.PORT, "5432");
        draft.byDefault(AuthKeys.TYPE, AuthType.MD5.spelling());
        draft.byDefault(AuthKeys.ADMIN_USERS, "postgres");
        draft.byDefault(ProcessKeys.IGNORE_STARTUP_PARAMETERS, "extra_float_digits");
        passwords(variables, draft, variables.get("ADMIN_USERS", "postgres"), "ADMIN_PASSWORDS", "ADMIN_PASSWORD");
        passwords(variables, draft, variables.get("STATS_USERS", ""), "STATS_PASSWORDS", "STATS_PASSWORD");
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT);
    }

    /** A URL without a port has the port of the URL before it. */
    private static void urls(RawValue urls, EnvironmentDraft draft) {
        Optional<String> port = Optional.empty();
        for (String url : DatabaseUrl.split(urls.text())) {
            port = draft.url(url.strip(), urls.origin(), port);
        }
    }

    private static void parts(Variables variables, EnvironmentDraft draft) {
        String user = variables.get(USER, "postgres");
        String name = variables.get("DB_NAME", DatabaseConfig.FALLBACK);
        draft.database(name, variables.get(HOST).orElseThrow().origin())
                .put(SectionKeys.HOST, variables.get(HOST))
                .put(SectionKeys.PORT, variables.get("DB_PORT"));
        draft.user(user, variables.secret("DB_PASSWORD"), Origin.environment(USER));
        if (variables.has("AUTH_QUERY") || variables.has("AUTH_DBNAME")) {
            draft.byDefault(AuthKeys.USER, user);
        }
    }

    /** Gives the first password to the first user, and so on. A single user's password may contain commas. */
    private static void passwords(Variables variables, EnvironmentDraft draft, String users, String list, String single) {
        List<String> names = AuthKeys.ADMIN_USERS.type().read(users);
        Optional<RawValue> given = variables.secret(list).or(() -> variables.secret(single));
        if (given.isEmpty() || names.isEmpty()) {
            return;
        }
        RawValue value = given.get();
        String[] passwords = names.size() == 1 || !variables.has(list) ? new String[] {value.text()}
                : value.text().split(",", -1);
        if (passwords.length > names.size()) {
            draft.problem(value.origin(), passwords.length + " passwords for " + names.size() + " users", "one for each");
        }
        for (int i = 0; i < Math.min(names.size(), passwords.length); i++) {
            draft.user(names.get(i), Optional.of(new RawValue(passwords[i], true, value.origin())), value.origin());
        }
    }
}
