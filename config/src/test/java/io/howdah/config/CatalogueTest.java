package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every setting of PgBouncer exists, every setting is documented, and every default fits its type. */
class CatalogueTest {

    /** The settings that SHOW CONFIG of PgBouncer lists, and the few settings that it leaves out. */
    private static final String PGBOUNCER = """
            admin_users application_name_add_host auth_dbname auth_file auth_hba_file auth_ident_file auth_ldap_options
            auth_pam_confdir auth_query auth_type auth_user autodb_idle_timeout cancel_wait_timeout client_idle_timeout
            client_login_timeout client_tls13_ciphers client_tls_ca_file client_tls_cert_file client_tls_ciphers
            client_tls_dheparams client_tls_ecdhcurve client_tls_key_file client_tls_protocols client_tls_sslmode
            conffile default_pool_size disable_pqexec dns_max_ttl dns_nxdomain_ttl dns_zone_check_period
            idle_transaction_timeout ignore_startup_parameters job_name listen_addr listen_backlog listen_port
            log_connections log_disconnections log_pooler_errors log_stats logfile login_notify_message max_client_conn
            max_db_client_connections max_db_connections max_packet_size max_prepared_statements
            max_user_client_connections max_user_connections min_pool_size peer_id pidfile pkt_buf pool_idle_timeout
            pool_mode query_timeout query_wait_notify query_wait_timeout reserve_pool_size reserve_pool_timeout
            resolv_conf sbuf_loopcnt scram_iterations server_check_delay server_check_query server_connect_timeout
            server_fast_close server_idle_timeout server_lifetime server_login_retry server_reset_query
            server_reset_query_always server_round_robin server_tls13_ciphers server_tls_ca_file server_tls_cert_file
            server_tls_ciphers server_tls_key_file server_tls_protocols server_tls_sslmode service_name so_reuseport
            stats_period stats_users suspend_timeout syslog syslog_facility syslog_ident tcp_defer_accept tcp_keepalive
            tcp_keepcnt tcp_keepidle tcp_keepintvl tcp_socket_buffer tcp_user_timeout track_extra_parameters
            transaction_timeout unix_socket_dir unix_socket_group unix_socket_mode user verbose
            """;

    private static final Set<String> OWN = Set.of("event_loops", "max_waiting_clients", "shutdown_timeout",
            "admin_listen_addr", "admin_listen_port", "sigterm_mode", "auth_query_ttl", "auth_query_negative_ttl",
            "max_login_conn", "max_login_failures", "scram_max_iterations", "server_cleartext_password",
            "server_tls_negotiation", "proxy_protocol_networks", "server_proxy_protocol",
            "max_client_prepared_memory", "max_prepared_memory", "http_listen_addr", "http_listen_port",
            "http_required_databases", "stats_columns", "metrics_stats_names", "metrics_cnpg",
            "http_user", "http_password", "http_bearer_token",
            "http_tls_cert_file", "http_tls_key_file",
            "otlp_endpoint", "otlp_interval", "otlp_headers",
            "cache_mode", "cache_ttl", "cache_max_ttl", "cache_empty_ttl", "cache_stale_while_revalidate",
            "cache_databases", "cache_users", "cache_tables",
            "cache_statements", "cache_memory", "cache_max_entry", "cache_bypass", "cache_redis_url", "cache_redis_user",
            "cache_redis_password", "cache_redis_prefix", "cache_redis_timeout",
            "log_format", "log_min_duration_statement",
            "oauth_issuer", "oauth_jwks", "oauth_audience", "oauth_user_claim", "oauth_scope", "oauth_clock_skew",
            "oauth_ca_file",
            "auth_ldap_ca_file");

    static Stream<SettingKey<?>> settings() {
        return Catalogue.all().stream();
    }

    static Stream<SettingKey<?>> everything() {
        return Stream.of(Catalogue.all(), SectionKeys.DATABASE, SectionKeys.USERS, SectionKeys.PEERS)
                .flatMap(List::stream);
    }

    @Test
    void knowsEverySettingOfPgBouncerAndItsOwn() {
        Set<String> expected = Stream.of(PGBOUNCER.strip().split("\\s+")).collect(Collectors.toSet());
        expected.addAll(OWN);
        assertThat(Catalogue.keys()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @MethodSource("settings")
    <T> void readsBackWhatItWrites(SettingKey<T> key) {
        for (ConfigFormat format : ConfigFormat.values()) {
            T value = key.defaultValue(format);
            assertThat(key.type().read(key.type().write(value, format))).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @MethodSource("everything")
    void isDocumentedInSentences(SettingKey<?> key) {
        assertThat(key.meaning()).endsWith(".").doesNotContain("|", "\n");
        assertThat(key.type().label()).isNotEmpty();
    }

    /** Compares with a file that must change only on purpose; its lines are "key | ini | yaml". */
    @Test
    void hasTheRecordedDefaults() throws IOException {
        List<String> lines = new ArrayList<>();
        for (SettingKey<?> key : Catalogue.all()) {
            lines.add(key.key() + " | " + key.iniDefault() + " | " + key.yamlDefault());
        }
        lines.sort(String::compareTo);
        try (var recorded = CatalogueTest.class.getResourceAsStream("recorded-defaults.txt")) {
            assertThat(lines).isEqualTo(
                    new String(recorded.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
        }
    }

    @Test
    void differsBetweenFormatsOnlyWhereDecided() {
        assertThat(Catalogue.all()).filteredOn(key -> !key.iniDefault().equals(key.yamlDefault()))
                .extracting(SettingKey::key).containsExactlyInAnyOrder(
                        "listen_addr", "max_client_conn", "unix_socket_dir", "pool_mode", "auth_type", "admin_listen_addr",
                        "http_listen_addr", "sigterm_mode");
    }

    @Test
    void asksForARestartWherePgBouncerDoes() {
        assertThat(Catalogue.all()).filteredOn(key -> !key.changeable()).extracting(SettingKey::key)
                .containsExactlyInAnyOrder("listen_addr", "listen_port", "listen_backlog", "so_reuseport",
                        "unix_socket_dir", "unix_socket_group", "unix_socket_mode", "track_extra_parameters",
                        "disable_pqexec", "pidfile", "user", "job_name", "service_name", "pkt_buf", "resolv_conf",
                        "event_loops", "admin_listen_addr", "admin_listen_port", "http_listen_addr", "http_listen_port");
    }
}
