package io.howdah.config;

import static io.howdah.config.SettingKey.global;

import java.util.List;

/** The HTTP endpoint: where it listens, whom it answers, and in which names. */
final class HttpKeys {

    /** Where it listens when an ini file gives a port alone. */
    static final String LOOPBACK = "127.0.0.1";

    static final SettingKey<String> ADDRESS = global("http_listen_addr", "admin.http_listen_addr", ValueTypes.text(), "",
            "Where `/metrics`, `/health` and `/api` are served; empty for nowhere, but for an ini file that sets `http_listen_port`: "
                    + "127.0.0.1 then. Not in PgBouncer.").inYaml(LOOPBACK).needsRestart();
    static final SettingKey<Integer> PORT = global("http_listen_port", "admin.http_listen_port", ValueTypes.port(0), "9127",
            "Port of the HTTP endpoint; 0 takes any free one. Where neither this nor the address is set and the port is taken, the pooler "
                    + "starts without it and says so. Not in PgBouncer.").needsRestart();
    static final SettingKey<List<String>> REQUIRED = global("http_required_databases", "admin.http_required_databases",
            ValueTypes.list(), "", "Databases that must be reachable for `/health/ready` to say yes; `*` for every one that has an entry. "
                    + "Not in PgBouncer.");
    static final SettingKey<String> STATS_COLUMNS = global("stats_columns", "admin.stats_columns",
            ValueTypes.word("1.25", "1.26"), "1.26", "The PgBouncer version whose columns `SHOW STATS`, `SHOW STATS_TOTALS` and "
                    + "`SHOW STATS_AVERAGES` have: 1.26 has client logins beyond those of 1.25, which readers that count columns stumble "
                    + "over, such as CloudNativePG up to 1.30. Not in PgBouncer.");

    static final SettingKey<String> STATS_NAMES = global("metrics_stats_names", "admin.metrics_stats_names",
            ValueTypes.word("both", "stats_totals", "stats"), "both", "Which of pgbouncer_exporter's names `/metrics` has for SHOW STATS: "
                    + "`pgbouncer_stats_totals_...` as since its version 0.11, `pgbouncer_stats_...` as before, or both. Not in PgBouncer.");
    static final SettingKey<Boolean> CNPG = global("metrics_cnpg", "admin.metrics_cnpg", ValueTypes.flag(), "0",
            "Have `/metrics` tell everything in CloudNativePG's names as well, `cnpg_pgbouncer_...`. Not in PgBouncer.");

    static final SettingKey<String> USER = global("http_user", "admin.http_user", ValueTypes.text(), "",
            "Who may read the HTTP endpoint by basic authentication, with `http_password`. Not in PgBouncer.");
    static final SettingKey<String> PASSWORD = global("http_password", "admin.http_password", ValueTypes.text(), "",
            "The password of `http_user`. Not in PgBouncer.").keptSecret();
    static final SettingKey<String> TOKEN = global("http_bearer_token", "admin.http_bearer_token", ValueTypes.text(), "",
            "Whoever sends this token may read the HTTP endpoint. Where neither it nor `http_user` is set, everybody may who can connect; "
                    + "where one is, others are told of `/health` whether it is live or ready and no more. Not in PgBouncer.").keptSecret();
    static final SettingKey<String> TLS_CERT = global("http_tls_cert_file", "admin.http_tls_cert_file", ValueTypes.filename(), "",
            "The certificate of the HTTP endpoint, PEM, with those that vouch for it behind it; with it, HTTPS alone is spoken. "
                    + "Not in PgBouncer.").needsRestart();
    static final SettingKey<String> TLS_KEY = global("http_tls_key_file", "admin.http_tls_key_file", ValueTypes.filename(), "",
            "Its private key, PEM (PKCS 8, not encrypted). Not in PgBouncer.").needsRestart();

    static final List<SettingKey<?>> ALL = List.of(ADDRESS, PORT, USER, PASSWORD, TOKEN, TLS_CERT, TLS_KEY, REQUIRED, STATS_COLUMNS, STATS_NAMES, CNPG);

    private HttpKeys() {
    }
}
