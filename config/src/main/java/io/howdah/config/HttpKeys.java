package io.howdah.config;

import static io.howdah.config.SettingKey.global;

import java.util.List;

/** Settings of the HTTP endpoint: its port, its access rights, the names of its metrics. */
final class HttpKeys {

    /** The address if an ini file gives only a port. */
    static final String LOOPBACK = "127.0.0.1";

    static final SettingKey<String> ADDRESS = global("http_listen_addr", "admin.http_listen_addr", ValueTypes.text(), "",
            "Address of the HTTP endpoint with `/metrics`, `/health` and `/api`; empty turns it off. If an ini file sets only "
                    + "`http_listen_port`, the address is 127.0.0.1. Not in PgBouncer.")
            .inYaml(LOOPBACK).needsRestart();
    static final SettingKey<Integer> PORT = global("http_listen_port", "admin.http_listen_port", ValueTypes.port(0), "9127",
            "Port of the HTTP endpoint; 0 takes any free port. If neither this nor the address is set and the port is taken, "
                    + "the pooler starts without the endpoint and says so. Not in PgBouncer.")
            .needsRestart();
    static final SettingKey<List<String>> REQUIRED = global("http_required_databases", "admin.http_required_databases",
            ValueTypes.list(), "", "Databases that must be reachable for `/health/ready` to answer 200; `*` for every "
                    + "database with an entry. Not in PgBouncer.");
    static final SettingKey<String> STATS_COLUMNS = global("stats_columns", "admin.stats_columns",
            ValueTypes.word("1.25", "1.26"), "1.26", "The PgBouncer version whose columns `SHOW STATS`, `SHOW STATS_TOTALS` and "
                    + "`SHOW STATS_AVERAGES` have. 1.26 adds client logins; this breaks readers that count columns, such as "
                    + "CloudNativePG up to 1.30. Not in PgBouncer.");

    static final SettingKey<String> STATS_NAMES = global("metrics_stats_names", "admin.metrics_stats_names",
            ValueTypes.word("both", "stats_totals", "stats"), "both", "Which of pgbouncer_exporter's names `/metrics` has "
                    + "for SHOW STATS: `pgbouncer_stats_totals_...` (exporter 0.11 and newer), `pgbouncer_stats_...` (older), "
                    + "or both. Not in PgBouncer.");
    static final SettingKey<Boolean> CNPG = global("metrics_cnpg", "admin.metrics_cnpg", ValueTypes.flag(), "0",
            "Add CloudNativePG's names, `cnpg_pgbouncer_...`, to `/metrics`. Not in PgBouncer.");

    static final SettingKey<String> USER = global("http_user", "admin.http_user", ValueTypes.text(), "",
            "The user who may read the HTTP endpoint by basic authentication, with `http_password`. Not in PgBouncer.");
    static final SettingKey<String> PASSWORD = global("http_password", "admin.http_password", ValueTypes.text(), "",
            "The password of `http_user`. Not in PgBouncer.").keptSecret();
    static final SettingKey<String> TOKEN = global("http_bearer_token", "admin.http_bearer_token", ValueTypes.text(), "",
            "A request with this token may read the HTTP endpoint. If neither the token nor `http_user` is set, every "
                    + "request may; if one is set, other requests get only the status of `/health`. Not in "
                    + "PgBouncer.")
            .keptSecret();
    static final SettingKey<String> TLS_CERT = global("http_tls_cert_file", "admin.http_tls_cert_file", ValueTypes.filename(), "",
            "The certificate of the HTTP endpoint, PEM, followed by its chain. The endpoint then speaks only HTTPS. A reload reads "
                    + "the file again, for new connections. Not in PgBouncer.");
    static final SettingKey<String> TLS_KEY = global("http_tls_key_file", "admin.http_tls_key_file", ValueTypes.filename(), "",
            "The certificate's private key, PEM (PKCS 8, not encrypted). Not in PgBouncer.");

    static final List<SettingKey<?>> ALL = List.of(ADDRESS, PORT, USER, PASSWORD, TOKEN, TLS_CERT, TLS_KEY, REQUIRED,
            STATS_COLUMNS, STATS_NAMES, CNPG);

    private HttpKeys() {
    }
}
