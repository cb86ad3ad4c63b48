package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sets every setting to an unusual value, by file and environment, and checks the record that gets it. */
class SettingMappingTest {

    private record Case(String text, Function<PoolerConfig, Object> arrivesAt, Object expected) {
    }

    private static final Map<String, Case> CASES = new LinkedHashMap<>();

    private static void arrives(String key, String text, Function<PoolerConfig, Object> at, Object expected) {
        CASES.put(key, new Case(text, at, expected));
    }

    /** No record has this setting yet; the list of settings does. */
    private static void listed(String key, String text) {
        arrives(key, text, config -> Configs.setting(config, key).value(), text);
    }

    static {
        arrives("listen_addr", "a, ::1", c -> c.listen().addresses(), List.of("a", "::1"));
        arrives("listen_port", "7000", c -> c.listen().port(), 7000);
        arrives("listen_backlog", "511", c -> c.listen().backlog(), 511);
        arrives("max_client_conn", "77", c -> c.listen().maxClientConnections(), 77);
        arrives("max_login_conn", "66", c -> c.listen().maxLoginConnections(), 66);
        arrives("max_login_failures", "55", c -> c.listen().maxLoginFailures(), 55);
        arrives("so_reuseport", "on", c -> c.listen().reusePort(), true);
        arrives("unix_socket_dir", "@abstract", c -> c.listen().unixSocketDir(), Optional.of("@abstract"));
        arrives("unix_socket_group", "staff", c -> c.listen().unixSocketGroup(), "staff");
        arrives("unix_socket_mode", "0750", c -> c.listen().unixSocketMode(), 0750);
        arrives("proxy_protocol_networks", "10.1.0.0/16, ::1, unix", c -> c.listen().proxies().toString(),
                "10.1.0.0/16, 0:0:0:0:0:0:0:1/128, unix");
        arrives("tcp_keepalive", "no", c -> c.listen().tcp().keepAlive(), false);
        arrives("tcp_keepidle", "61", c -> c.listen().tcp().keepIdle(), Duration.ofSeconds(61));
        arrives("tcp_keepintvl", "11", c -> c.listen().tcp().keepInterval(), Duration.ofSeconds(11));
        arrives("tcp_keepcnt", "4", c -> c.listen().tcp().keepCount(), 4);
        arrives("tcp_user_timeout", "1500", c -> c.listen().tcp().userTimeout(), Duration.ofMillis(1500));
        arrives("tcp_socket_buffer", "64kB", c -> c.listen().tcp().socketBuffer(), 65536L);
        arrives("tcp_defer_accept", "0", c -> c.listen().tcp().deferAccept(), false);

        arrives("pool_mode", "Statement", c -> c.pool().mode(), PoolMode.STATEMENT);
        arrives("default_pool_size", "21", c -> c.pool().poolSize(), 21);
        arrives("min_pool_size", "2", c -> c.pool().minPoolSize(), 2);
        arrives("reserve_pool_size", "3", c -> c.pool().reservePoolSize(), 3);
        arrives("reserve_pool_timeout", "2.5", c -> c.pool().reservePoolTimeout(), Duration.ofMillis(2500));
        arrives("max_waiting_clients", "44", c -> c.pool().maxWaitingClients(), 44);
        arrives("max_db_connections", "45", c -> c.pool().maxDbConnections(), 45);
        arrives("max_user_connections", "46", c -> c.pool().maxUserConnections(), 46);
        arrives("max_db_client_connections", "47", c -> c.pool().maxDbClientConnections(), 47);
        arrives("max_user_client_connections", "48", c -> c.pool().maxUserClientConnections(), 48);
        arrives("server_round_robin", "1", c -> c.pool().roundRobin(), true);
        arrives("max_prepared_statements", "0", c -> c.pool().maxPreparedStatements(), 0);
        listed("pool_idle_timeout", "9");
        listed("autodb_idle_timeout", "8");

        arrives("cache_mode", "TTL", c -> c.cache().mode(), CacheMode.TTL);
        arrives("cache_ttl", "45", c -> c.cache().ttl(), Duration.ofSeconds(45));
        arrives("cache_max_ttl", "2h", c -> c.cache().maxTtl(), Duration.ofHours(2));
        arrives("cache_stale_while_revalidate", "10s", c -> c.cache().staleWhileRevalidate(), Duration.ofSeconds(10));
        arrives("cache_empty_ttl", "2", c -> c.cache().emptyTtl(), Optional.of(Duration.ofSeconds(2)));
        arrives("cache_databases", "a=5", c -> c.cache().databases(), CacheRules.names(RuleText.read("a=5")));
        arrives("cache_users", "b", c -> c.cache().users(), CacheRules.names(RuleText.read("b")));
        arrives("cache_tables", "c=5", c -> c.cache().tables(), CacheRules.tables(RuleText.read("c=5")));
        arrives("cache_statements", "d*=5", c -> c.cache().statements(), CacheRules.statements(RuleText.read("d*=5")));
        arrives("cache_memory", "8MB", c -> c.cache().memory(), 8L << 20);
        arrives("cache_max_entry", "1MB", c -> c.cache().maxEntry(), 1 << 20);
        arrives("cache_bypass", "on", c -> c.cache().bypass(), true);
        arrives("cache_redis_url", "redis://h", c -> c.cache().redis().map(RedisSettings::hosts),
                Optional.of(List.of(new HostAddress("h", 6379))));

        arrives("server_lifetime", "2h", c -> c.server().lifetime(), Duration.ofHours(2));
        arrives("server_idle_timeout", "5min", c -> c.server().idleTimeout(), Duration.ofMinutes(5));
        arrives("server_connect_timeout", "3", c -> c.server().connectTimeout(), Duration.ofSeconds(3));
        arrives("server_login_retry", "500ms", c -> c.server().loginRetry(), Duration.ofMillis(500));
        arrives("server_check_query", "select 1", c -> c.server().checkQuery(), Optional.of("select 1"));
        arrives("server_check_delay", "0", c -> c.server().checkDelay(), Duration.ZERO);
        arrives("server_reset_query", "RESET ALL", c -> c.server().resetQuery(), "RESET ALL");
        arrives("server_reset_query_always", "true", c -> c.server().resetQueryAlways(), true);
        arrives("server_fast_close", "1", c -> c.server().fastClose(), true);
        listed("server_proxy_protocol", "v1"); // It arrives in the databases: ProxySettingsTest.

        arrives("query_wait_timeout", "1", c -> c.timeouts().queryWait(), Duration.ofSeconds(1));
        arrives("query_wait_notify", "2", c -> c.timeouts().queryWaitNotify(), Duration.ofSeconds(2));
        arrives("query_timeout", "3", c -> c.timeouts().query(), Duration.ofSeconds(3));
        arrives("transaction_timeout", "4", c -> c.timeouts().transaction(), Duration.ofSeconds(4));
        arrives("idle_transaction_timeout", "5", c -> c.timeouts().idleTransaction(), Duration.ofSeconds(5));
        arrives("client_idle_timeout", "6", c -> c.timeouts().clientIdle(), Duration.ofSeconds(6));
        arrives("client_login_timeout", "7", c -> c.timeouts().clientLogin(), Duration.ofSeconds(7));
        arrives("cancel_wait_timeout", "8", c -> c.timeouts().cancelWait(), Duration.ofSeconds(8));
        arrives("suspend_timeout", "9", c -> c.timeouts().suspend(), Duration.ofSeconds(9));
        arrives("shutdown_timeout", "11", c -> c.timeouts().shutdown(), Duration.ofSeconds(11));

        arrives("auth_type", "PLAIN", c -> c.auth().type(), AuthType.PLAIN);
        arrives("auth_file", existingFile(), c -> c.auth().file(), Optional.of(Path.of(existingFile())));
        arrives("scram_iterations", "5000", c -> c.auth().scramIterations(), 5000);
        arrives("scram_max_iterations", "5000", c -> c.auth().scramMaxIterations(), 5000);
        arrives("auth_user", "asker", c -> c.auth().user(), Optional.of("asker"));
        arrives("auth_query_negative_ttl", "2", c -> c.auth().queryNegativeTtl(), Duration.ofSeconds(2));
        arrives("auth_query_ttl", "60", c -> c.auth().queryTtl(), Duration.ofSeconds(60));
        arrives("auth_query", "select a", c -> c.auth().query(), Optional.of("select a"));
        arrives("auth_dbname", "adb", c -> c.auth().dbname(), Optional.of("adb"));
        listed("auth_hba_file", "/x/hba");
        listed("auth_ident_file", "/x/ident");
        arrives("server_cleartext_password", "1", c -> c.auth().cleartextToServers(), true);
        arrives("auth_ldap_options", "ldapbindpasswd=\"hush\"",
                c -> Configs.setting(c, "auth_ldap_options").value(), "***");
        listed("auth_ldap_ca_file", "/x/ca");
        listed("oauth_issuer", "https://i");
        listed("oauth_jwks", "https://i/keys");
        listed("oauth_audience", "db");
        listed("oauth_user_claim", "email");
        listed("oauth_scope", "db");
        listed("oauth_clock_skew", "20");
        listed("oauth_ca_file", "/x/ca");
        listed("auth_pam_confdir", "/etc/pam");
        arrives("admin_users", "a, b", c -> c.admin().adminUsers(), Set.of("a", "b"));
        arrives("stats_users", "*", c -> c.admin().statsUsers(), Set.of("*"));
        arrives("admin_listen_addr", "0.0.0.0", c -> c.admin().listenAddress(), "0.0.0.0");
        arrives("admin_listen_port", "9100", c -> c.admin().listenPort(), 9100);
        arrives("http_listen_addr", "0.0.0.0", c -> c.http().listenAddress(), "0.0.0.0");
        arrives("http_listen_port", "9100", c -> c.http().listenPort(), 9100);
        arrives("http_required_databases", "*", c -> c.http().requiredDatabases(), List.of("*"));
        listed("stats_columns", "1.25");
        arrives("metrics_stats_names", "stats", c -> c.http().statsNames(), "stats");
        arrives("http_bearer_token", "t", c -> c.http().access().token(), "t");
        arrives("otlp_endpoint", "http://collector:4318", c -> c.otlp().endpoint(),
                Optional.of(URI.create("http://collector:4318/v1/metrics")));
        arrives("otlp_interval", "15", c -> c.otlp().interval(), Duration.ofSeconds(15));
        arrives("otlp_headers", "api-key=s%2C1,x = a b", c -> c.otlp().headers(), Map.of("api-key", "s,1", "x", "a b"));
        arrives("metrics_cnpg", "1", c -> c.http().cloudNativeNames(), true);

        arrives("log_connections", "0", c -> c.log().connections(), false);
        arrives("log_disconnections", "0", c -> c.log().disconnections(), false);
        arrives("log_pooler_errors", "0", c -> c.log().poolerErrors(), false);
        arrives("log_stats", "0", c -> c.log().stats(), false);
        arrives("stats_period", "15", c -> c.log().statsPeriod(), Duration.ofSeconds(15));
        arrives("verbose", "2", c -> c.log().verbose(), 2);
        arrives("log_format", "json", c -> c.log().json(), true);
        arrives("log_min_duration_statement", "250", c -> c.log().minDurationStatement(), Optional.of(Duration.ofMillis(250)));
        arrives("logfile", "/x/log", c -> c.log().logfile(), Optional.of(Path.of("/x/log")));
        arrives("pidfile", "/x/pid", c -> c.log().pidfile(), Optional.of(Path.of("/x/pid")));
        arrives("syslog", "1", c -> c.log().syslog(), Optional.of("daemon"));
        listed("syslog_facility", "local0");
        listed("syslog_ident", "howdah");

        arrives("ignore_startup_parameters", "extra_float_digits, options", c -> c.ignoreStartupParameters(),
                List.of("extra_float_digits", "options"));
        arrives("track_extra_parameters", "search_path", c -> c.trackExtraParameters(), List.of("search_path"));
        arrives("max_packet_size", "16MB", c -> c.maxPacketSize(), 16 << 20);
        arrives("max_client_prepared_memory", "16MB", c -> c.protocol().maxClientPreparedMemory(), 16L << 20);
        arrives("max_prepared_memory", "1GB", c -> c.protocol().maxPreparedMemory(), 1L << 30);
        arrives("application_name_add_host", "1", c -> c.applicationNameAddHost(), true);
        arrives("disable_pqexec", "1", c -> c.disablePqexec(), true);
        arrives("login_notify_message", "hello", c -> c.protocol().loginNotifyMessage(), "hello");

        arrives("event_loops", "3", c -> c.eventLoops(), 3);
        listed("conffile", "/x/conf");
        arrives("user", "postgres", c -> c.process().user(), Optional.of("postgres"));
        arrives("sigterm_mode", "Immediate", c -> c.process().terminate(), TerminateMode.IMMEDIATE);
        listed("job_name", "job");
        listed("service_name", "service");
        arrives("peer_id", "12", c -> c.process().peerId(), 12);
        listed("pkt_buf", "8191");
        listed("sbuf_loopcnt", "6");
        listed("dns_max_ttl", "0");
        listed("dns_nxdomain_ttl", "0");
        listed("dns_zone_check_period", "91");
        listed("resolv_conf", "/x/resolv");

        // Settings of TLS are of use together: TlsSettingsTest says where they arrive.
        for (String side : List.of("client_tls", "server_tls")) {
            listed(side + "_ciphers", "HIGH");
            listed(side + "13_ciphers", "TLS_AES_128_GCM_SHA256");
            listed(side + "_protocols", "tlsv1.3");
        }
        listed("client_tls_ca_file", "/x/ca");
        listed("client_tls_cert_file", "/x/cert");
        listed("client_tls_key_file", "/x/key");
        listed("client_tls_dheparams", "none");
        listed("client_tls_ecdhcurve", "prime256v1");
        arrives("server_tls_sslmode", "require", c -> c.serverTls().mode(), TlsMode.REQUIRE);
    }

    private static String existingFile() {
        try {
            return Path.of(SettingMappingTest.class.getResource("userlist.txt").toURI()).toString();
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static Stream<SettingKey<?>> settings() {
        return Catalogue.all().stream().filter(key -> !PAIRS.contains(key.key()) && !OF_TLS.contains(key.key())
                && !BESIDE_A_URL.contains(key.key()));
    }

    /** Settings that count only beside cache_redis_url: {@link RedisSettingsTest} says where they arrive. */
    private static final Set<String> BESIDE_A_URL = Set.of("cache_redis_user", "cache_redis_password", "cache_redis_prefix",
            "cache_redis_timeout");

    /** Settings that Howdah refuses without their partner. */
    private static final Set<String> PAIRS = Set.of("http_user", "http_password", "http_tls_cert_file", "http_tls_key_file");

    /** Settings that need others: {@link TlsSettingsTest}. */
    private static final Set<String> OF_TLS = Set.of("client_tls_sslmode", "server_tls_negotiation", "server_tls_ca_file",
            "server_tls_cert_file", "server_tls_key_file");

    @Test
    void whatIsOfUseInPairsArrivesInPairs(@TempDir Path folder) throws Exception {
        Path pem = Files.writeString(folder.resolve("pem"), "");
        HttpSettings http = Configs.yaml("admin: {http_user: prom, http_password: pw, http_tls_cert_file: " + pem
                + ", http_tls_key_file: " + pem + "}").http();
        assertThat(http.access()).isEqualTo(new HttpSettings.Access("prom", "pw", ""));
        assertThat(http.access().toString()).doesNotContain("pw");
        assertThat(http.certificate()).hasValue(pem);
        assertThat(http.key()).hasValue(pem);
        for (String alone : PAIRS) {
            assertThat(Configs.yamlProblems(alone + ": " + pem)).singleElement().asString()
                    .contains("of no use without the other");
        }
        assertThat(Configs.yamlProblems("http_user: 'a:b'\nhttp_password: x")).singleElement().asString().contains("colon");
        assertThat(Configs.yamlProblems("http_tls_cert_file: /no/such\nhttp_tls_key_file: /no/such")).hasSize(2)
                .allSatisfy(problem -> assertThat(problem).contains("cannot be read"));
    }

    @Test
    void theHttpEndpointIsThereInYamlAndInAnIniFileThatAsks() {
        assertThat(Configs.yaml("").http())
                .extracting(HttpSettings::listenAddress, HttpSettings::listenPort, HttpSettings::isWanted)
                .containsExactly("127.0.0.1", 9127, false);
        assertThat(Configs.yaml("admin: {http_listen_addr: ''}").http().listenAddress()).isEmpty();
        assertThat(Configs.ini("[pgbouncer]\n").http().listenAddress()).isEmpty();
        assertThat(Configs.ini("[pgbouncer]\nhttp_listen_port = 9200").http())
                .extracting(HttpSettings::listenAddress, HttpSettings::listenPort, HttpSettings::isWanted)
                .containsExactly("127.0.0.1", 9200, true);
        assertThat(Configs.ini("[pgbouncer]\nhttp_listen_addr = 0.0.0.0").http().listenPort()).isEqualTo(9127);
        assertThat(Configs.ini("[pgbouncer]\nhttp_listen_addr =\nhttp_listen_port = 9200").http().listenAddress()).isEmpty();
    }

    @Test
    void whereMetricsArePushedToIsAUrlWithoutSecretsAndItsHeadersAreOne() {
        assertThat(Configs.yaml("").otlp().endpoint()).isEmpty();
        assertThat(Configs.yaml("").otlp().interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(Configs.yaml("otlp_endpoint: 'https://c/?k=v'").otlp().endpoint())
                .hasValue(URI.create("https://c/v1/metrics?k=v"));
        assertThat(Configs.yaml("otlp_endpoint: 'http://[::1]:4318/otlp/api'").otlp().endpoint())
                .hasValue(URI.create("http://[::1]:4318/otlp/api"));
        for (String bad : List.of("collector:4318", "grpc://c:4317", "http://", "http://c:99999", "http://c:x",
                "http://u:s3cret@c", "http://a b", "/v1/metrics", "http://c/#x", "https:c")) {
            assertThat(Configs.yamlProblems("event_loops: 1\notlp_endpoint: '" + bad + "'")).as(bad).singleElement().asString()
                    .contains("file:2: ").contains("otlp_endpoint").doesNotContain("s3cret");
        }
        assertThat(Configs.yamlProblems("otlp_interval: 999ms")).singleElement().asString().contains("at least 1 s");
        for (String bad : List.of("s3cret", "=s3cret", "a b=s3cret", "a=b,Host=s3cret", "a=s3cret%0d%0aX: y", "a=s3cret\u00e9")) {
            assertThat(Configs.yamlProblems("otlp_headers: '" + bad + "'")).as(bad).singleElement().asString()
                    .contains("otlp_headers").doesNotContain("s3cret");
        }
        PoolerConfig config = Configs.yaml("otlp_headers: 'Authorization=Basic%20dTpw+==,, x=100%,X=2'");
        assertThat(config.otlp().headers()).isEqualTo(Map.of("Authorization", "Basic dTpw+==", "x", "2"));
        assertThat(config.otlp().toString()).doesNotContain("dTpw");
        assertThat(Configs.setting(config, "otlp_headers").value()).doesNotContain("dTpw");
    }

    @Test
    void coversTheWholeCatalogue() {
        Set<String> tested = new HashSet<>(CASES.keySet());
        tested.addAll(PAIRS);
        tested.addAll(BESIDE_A_URL);
        tested.addAll(OF_TLS);
        assertThat(tested)
                .as("a new setting needs a case here that says where it arrives")
                .containsExactlyInAnyOrderElementsOf(Catalogue.keys());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void arrivesFromAnIniFile(SettingKey<?> key) {
        PoolerConfig config = Configs.ini("[pgbouncer]\n" + key.key() + " = " + CASES.get(key.key()).text());
        arrived(key, config, Origin.file(Configs.INI_FILE, 2));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void arrivesFromItsPathInAYamlFile(SettingKey<?> key) {
        String[] path = key.yamlPath().split("\\.");
        StringBuilder text = new StringBuilder();
        for (int depth = 0; depth < path.length; depth++) {
            text.append("\n").append("  ".repeat(depth)).append(path[depth]).append(":");
        }
        text.append(" ").append(quoted(CASES.get(key.key()).text()));
        arrived(key, Configs.yaml(text.substring(1)), Origin.file(Configs.YAML_FILE, path.length));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void arrivesFromItsFlatNameInAYamlFile(SettingKey<?> key) {
        PoolerConfig config = Configs.yaml(key.key() + ": " + quoted(CASES.get(key.key()).text()));
        arrived(key, config, Origin.file(Configs.YAML_FILE, 1));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void arrivesFromTheEnvironmentBeforeTheFile(SettingKey<?> key) {
        String variable = "HOWDAH_" + key.key().toUpperCase(Locale.ROOT);
        PoolerConfig config = Configs.load("[pgbouncer]\n" + key.key() + " = " + key.iniDefault(), ConfigFormat.INI,
                Map.of(variable, CASES.get(key.key()).text()));
        arrived(key, config, Origin.environment(variable));
    }

    private static void arrived(SettingKey<?> key, PoolerConfig config, Origin origin) {
        Case expected = CASES.get(key.key());
        assertThat(expected.arrivesAt().apply(config)).isEqualTo(shown(key, expected, config));
        Setting setting = Configs.setting(config, key.key());
        assertThat(setting.origin()).isEqualTo(origin);
        assertThat(setting.isDefault()).isFalse();
        assertThat(config.warnings()).as("a warning exactly when nothing reads it yet")
                .filteredOn(warning -> warning.message().contains("no effect yet"))
                .hasSize(key.effective() ? 0 : 1);
    }

    /** A YAML file shows times and sizes with units. */
    private static Object shown(SettingKey<?> key, Case expected, PoolerConfig config) {
        boolean listedTime = key.type().label().equals("time") && expected.expected() instanceof String;
        boolean withUnit = config.format() == ConfigFormat.YAML && listedTime;
        return withUnit && !expected.expected().equals("0")
                ? expected.expected() + "s" : expected.expected();
    }

    private static String quoted(String text) {
        return "'" + text + "'";
    }
}
