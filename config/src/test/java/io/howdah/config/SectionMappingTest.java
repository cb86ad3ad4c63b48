package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sets every key of a database and of a user, in both formats, and checks the record that gets it. */
class SectionMappingTest {

    private record Case<T>(String text, Function<T, Object> arrivesAt, Object expected) {
    }

    private static final Map<String, Case<DatabaseConfig>> DATABASE = new LinkedHashMap<>();
    /** Settings that need others: {@link TlsSettingsTest}. */
    private static final Set<String> OF_TLS = Set.of("sslnegotiation", "sslrootcert", "sslcert", "sslkey");

    private static final Map<String, Case<UserConfig>> USER = new LinkedHashMap<>();

    private static void database(String key, String text, Function<DatabaseConfig, Object> at, Object expected) {
        DATABASE.put(key, new Case<>(text, at, expected));
    }

    private static void user(String key, String text, Function<UserConfig, Object> at, Object expected) {
        USER.put(key, new Case<>(text, at, expected));
    }

    static {
        database("dbname", "real", DatabaseConfig::serverDatabase, "real");
        database("host", "h1,/run,[::1]:7", DatabaseConfig::hosts, List.of(new HostAddress("h1", 5432),
                new HostAddress("/run", 5432), new HostAddress("::1", 7)));
        database("hosts", "h1:1,h2", DatabaseConfig::hosts,
                List.of(new HostAddress("h1", 1), new HostAddress("h2", 5432)));
        database("port", "5433", d -> d.hosts().get(0).port(), 5433);
        database("load_balance_hosts", "disable", DatabaseConfig::loadBalanceHosts, LoadBalanceHosts.DISABLE);
        database("target_session_attrs", "any", DatabaseConfig::name, "db");
        database("user", "forced", DatabaseConfig::user, Optional.of("forced"));
        database("password", "pw", DatabaseConfig::password, Optional.of("pw"));
        database("pool_mode", "session", d -> d.overrides().mode(), Optional.of(PoolMode.SESSION));
        database("pool_size", "7", d -> d.overrides().poolSize(), OptionalInt.of(7));
        database("min_pool_size", "6", d -> d.overrides().minPoolSize(), OptionalInt.of(6));
        database("reserve_pool_size", "5", d -> d.overrides().reservePoolSize(), OptionalInt.of(5));
        database("max_db_connections", "4", d -> d.overrides().maxConnections(), OptionalInt.of(4));
        database("max_db_client_connections", "3", d -> d.overrides().maxClientConnections(), OptionalInt.of(3));
        database("max_waiting_clients", "2", d -> d.overrides().maxWaitingClients(), OptionalInt.of(2));
        database("server_lifetime", "60", d -> d.overrides().serverLifetime(), Optional.of(Duration.ofMinutes(1)));
        database("query_wait_timeout", "1.5", d -> d.overrides().queryWait(), Optional.of(Duration.ofMillis(1500)));
        database("connect_query", "select 1", DatabaseConfig::connectQuery, Optional.of("select 1"));
        database("client_encoding", "UTF8", DatabaseConfig::startupParameters, Map.of("client_encoding", "UTF8"));
        database("datestyle", "ISO", DatabaseConfig::startupParameters, Map.of("datestyle", "ISO"));
        database("timezone", "UTC", DatabaseConfig::startupParameters, Map.of("timezone", "UTC"));
        database("application_name", "app", DatabaseConfig::startupParameters, Map.of("application_name", "app"));
        database("auth_user", "asker", DatabaseConfig::authUser, Optional.of("asker"));
        database("auth_query", "select x", DatabaseConfig::authQuery, Optional.of("select x"));
        database("auth_dbname", "adb", DatabaseConfig::authDbname, Optional.of("adb"));

        database("sslmode", "require", d -> d.tls().mode(), TlsMode.REQUIRE);
        database("server_proxy_protocol", "v2", DatabaseConfig::proxyProtocol, ProxyProtocol.V2);

        user("password", "md5secret", UserConfig::password, Optional.of("md5secret"));
        user("pool_mode", "statement", u -> u.overrides().mode(), Optional.of(PoolMode.STATEMENT));
        user("pool_size", "9", u -> u.overrides().poolSize(), OptionalInt.of(9));
        user("reserve_pool_size", "8", u -> u.overrides().reservePoolSize(), OptionalInt.of(8));
        user("max_user_connections", "7", u -> u.overrides().maxConnections(), OptionalInt.of(7));
        user("max_user_client_connections", "6", u -> u.overrides().maxClientConnections(), OptionalInt.of(6));
        user("max_waiting_clients", "5", u -> u.overrides().maxWaitingClients(), OptionalInt.of(5));
        user("query_timeout", "4", u -> u.overrides().query(), Optional.of(Duration.ofSeconds(4)));
        user("query_wait_timeout", "3", u -> u.overrides().queryWait(), Optional.of(Duration.ofSeconds(3)));
        user("transaction_timeout", "2", u -> u.overrides().transaction(), Optional.of(Duration.ofSeconds(2)));
        user("idle_transaction_timeout", "1", u -> u.overrides().idleTransaction(), Optional.of(Duration.ofSeconds(1)));
        user("client_idle_timeout", "0", u -> u.overrides().clientIdle(), Optional.of(Duration.ZERO));
    }

    static Stream<SettingKey<?>> databaseKeys() {
        return SectionKeys.DATABASE.stream().filter(key -> !OF_TLS.contains(key.key()));
    }

    static Stream<SettingKey<?>> userKeys() {
        return SectionKeys.USERS.stream();
    }

    @Test
    void coversEveryKey() {
        Set<String> tested = new HashSet<>(DATABASE.keySet());
        tested.addAll(OF_TLS);
        assertThat(tested).containsExactlyInAnyOrderElementsOf(
                SectionKeys.DATABASE.stream().map(SettingKey::key).toList());
        assertThat(USER.keySet()).containsExactlyInAnyOrderElementsOf(
                SectionKeys.USERS.stream().map(SettingKey::key).toList());
    }

    @ParameterizedTest
    @MethodSource("databaseKeys")
    void ofADatabaseArrives(SettingKey<?> key) {
        Case<DatabaseConfig> expected = DATABASE.get(key.key());
        PoolerConfig ini = Configs.ini("[databases]\ndb = " + key.key() + "='" + expected.text() + "'");
        assertThat(expected.arrivesAt().apply(ini.databases().get("db"))).isEqualTo(expected.expected());

        String host = key.key().startsWith("host") ? "" : "\n    host: h";
        PoolerConfig yaml = Configs.yaml("databases:\n  db:\n    " + key.key() + ": '" + expected.text() + "'" + host);
        assertThat(expected.arrivesAt().apply(yaml.databases().get("db"))).isEqualTo(expected.expected());
    }

    @ParameterizedTest
    @MethodSource("userKeys")
    void ofAUserArrives(SettingKey<?> key) {
        Case<UserConfig> expected = USER.get(key.key());
        PoolerConfig ini = Configs.ini("[users]\nu = " + key.key() + "=" + expected.text());
        assertThat(expected.arrivesAt().apply(ini.users().get("u"))).isEqualTo(expected.expected());
        PoolerConfig yaml = Configs.yaml("users: {u: {" + key.key() + ": " + expected.text() + "}}");
        assertThat(expected.arrivesAt().apply(yaml.users().get("u"))).isEqualTo(expected.expected());
    }

    @Test
    void userGoesOverDatabaseOverGlobal() {
        PoolerConfig config = Configs.ini("""
                [databases]
                db = host=h pool_size=30 pool_mode=statement query_wait_timeout=30 server_lifetime=30 \
                max_db_connections=31
                plain = host=h
                [users]
                u = pool_size=40 pool_mode=transaction query_wait_timeout=40 max_user_connections=41
                [pgbouncer]
                default_pool_size = 25
                query_wait_timeout = 26
                """);
        DatabaseConfig db = config.database("db").orElseThrow();
        DatabaseConfig plain = config.database("plain").orElseThrow();
        assertThat(config.poolSettings(plain, "x").poolSize()).isEqualTo(25);
        assertThat(config.poolSettings(db, "x").poolSize()).isEqualTo(30);
        assertThat(config.poolSettings(db, "u").poolSize()).isEqualTo(40);
        assertThat(config.poolSettings(db, "u").mode()).isEqualTo(PoolMode.TRANSACTION);
        assertThat(config.poolSettings(db, "x").mode()).isEqualTo(PoolMode.STATEMENT);
        assertThat(config.poolSettings(db, "u").maxDbConnections()).isEqualTo(31);
        assertThat(config.poolSettings(db, "u").maxUserConnections()).isEqualTo(41);
        assertThat(config.timeouts(plain, "x").queryWait()).isEqualTo(Duration.ofSeconds(26));
        assertThat(config.timeouts(db, "x").queryWait()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.timeouts(db, "u").queryWait()).isEqualTo(Duration.ofSeconds(40));
        assertThat(config.serverSettings(db).lifetime()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.serverSettings(plain).lifetime()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void theUsersSectionOfAnIniFileMakesNoUsers(@TempDir Path directory) throws Exception {
        Path list = Files.writeString(directory.resolve("users.txt"), "\"listed\" \"secret\"\n");
        PoolerConfig ini = Configs.ini("""
                [users]
                settings = pool_size=3
                listed = pool_size=4
                own = password=secret
                [pgbouncer]
                auth_file = %s
                """.formatted(list));
        assertThat(ini.users().values()).filteredOn(UserConfig::canLogIn).extracting(UserConfig::name)
                .containsExactlyInAnyOrder("listed", "own");
        assertThat(ini.users().get("settings").overrides().poolSize()).hasValue(3);
        assertThat(ini.users().get("listed").overrides().poolSize()).hasValue(4);
        assertThat(Configs.yaml("users: {u: {pool_size: 3}}").users().get("u").canLogIn()).isTrue();
        assertThat(Configs.warnings(Configs.ini("[users]\nu = pool_size=3")).toString()).contains("nobody can log in");
    }

    @Test
    void minusOneMeansTheGeneralSetting() {
        PoolerConfig config = Configs.ini("[databases]\ndb = host=h pool_size=-1 query_wait_timeout=-1");
        assertThat(config.databases().get("db").overrides()).isEqualTo(PoolOverrides.EMPTY);
    }

    @Test
    void knowsTheOldNameOfTheReserve() {
        PoolerConfig config = Configs.ini("[databases]\ndb = host=h reserve_pool=4");
        assertThat(config.databases().get("db").overrides().reservePoolSize()).hasValue(4);
    }

    @Test
    void furtherParametersAreSentToTheServer() {
        PoolerConfig ini = Configs.ini("[databases]\ndb = host=h startup_parameters.work_mem=64MB");
        PoolerConfig yaml = Configs.yaml("databases: {db: {host: h, startup_parameters: {work_mem: 64MB}}}");
        assertThat(ini.databases().get("db").startupParameters()).containsExactly(Map.entry("work_mem", "64MB"));
        assertThat(yaml.databases().get("db").startupParameters()).containsExactly(Map.entry("work_mem", "64MB"));
        assertThat(Configs.yamlProblems("databases: {db: {host: h, startup_parameters: {user: root}}}"))
                .singleElement().asString().contains("databases.db.startup_parameters.user: cannot be set");
    }

    @Test
    void theFallbackTakesTheNameThatWasAskedFor() {
        PoolerConfig config = Configs.ini("[databases]\n* = host=h pool_size=3\nown = host=o");
        assertThat(config.databases()).containsOnlyKeys("own");
        DatabaseConfig made = config.database("any").orElseThrow();
        assertThat(made.automatic()).isTrue();
        assertThat(made.name()).isEqualTo("any");
        assertThat(made.serverDatabase()).isEqualTo("any");
        assertThat(made.overrides().poolSize()).hasValue(3);
        assertThat(config.database("own").orElseThrow().automatic()).isFalse();
        assertThat(Configs.ini("[databases]\n* = host=h dbname=one").database("any").orElseThrow().serverDatabase())
                .isEqualTo("one");
        assertThat(Configs.ini("[databases]\nown = host=o").database("any")).isEmpty();
    }
}
