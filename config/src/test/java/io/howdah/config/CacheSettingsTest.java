package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The result cache's settings, from both formats and the environment. */
class CacheSettingsTest {

    private static final String YAML = """
            databases: {shop: {host: h}, blog: {host: h}}
            auth: {type: any}
            cache:
              mode: ttl
              ttl: 20s
              max_ttl: 2h
              empty_ttl: 250ms
              databases: [shop, blog]
              users: {web: , batch: 90s}
              tables: {products: 5m, 'shop."My, Orders"': 0}
              statements:
                "select * from products*": 10m
                "*'x'*": 0
              memory: 64MB
              max_entry: 1MB
              bypass: true
            """;

    private static final String INI = """
            [databases]
            shop = host=h
            blog = host=h
            [pgbouncer]
            auth_type = any
            cache_mode = ttl
            cache_ttl = 20
            cache_max_ttl = 2h
            cache_empty_ttl = 0.25
            cache_databases = shop, blog
            cache_users = web, batch=90
            cache_tables = products=5m, shop."My, Orders"=0
            cache_statements = 'select * from products*'=600, '*''x''*'=0
            cache_memory = 64MB
            cache_max_entry = 1048576
            cache_bypass = 1
            """;

    @TempDir
    private Path folder;

    @Test
    void isOffByDefault() {
        for (PoolerConfig config : List.of(Configs.yaml(""), Configs.ini(""))) {
            CacheSettings cache = config.cache();
            assertThat(cache.mode()).isEqualTo(CacheMode.OFF);
            assertThat(cache.ttl()).isEqualTo(Duration.ofSeconds(30));
            assertThat(cache.maxTtl()).isEqualTo(Duration.ofHours(1));
            assertThat(cache.emptyTtl()).isEmpty();
            assertThat(List.of(cache.databases(), cache.users(), cache.tables(), cache.statements()))
                    .allMatch(CacheRules::isEmpty);
            assertThat(cache.memory()).isEqualTo(100L << 20);
            assertThat(cache.maxEntry()).isEqualTo(256 << 10);
            assertThat(cache.bypass()).isFalse();
        }
        assertThat(Configs.yaml("cache: {mode: off, empty_ttl: }").cache().mode()).isEqualTo(CacheMode.OFF);
    }

    @Test
    void bothFormatsSayTheSame() {
        CacheSettings cache = Configs.yaml(YAML).cache();
        assertThat(cache).isEqualTo(Configs.ini(INI).cache());
        assertThat(cache.mode()).isEqualTo(CacheMode.TTL);
        assertThat(cache.ttl()).isEqualTo(Duration.ofSeconds(20));
        assertThat(cache.maxTtl()).isEqualTo(Duration.ofHours(2));
        assertThat(cache.emptyTtl()).contains(Duration.ofMillis(250));
        assertThat(cache.databases().onlyThese()).isTrue();
        assertThat(cache.users().ttl("batch")).contains(Duration.ofSeconds(90));
        assertThat(cache.users().match("web").orElseThrow().ttl()).isEmpty();
        assertThat(cache.tables().admits("shop.\"My, Orders\"")).isFalse();
        assertThat(cache.tables().ttl("public.products")).contains(Duration.ofMinutes(5));
        assertThat(cache.statements().ttl("SELECT * FROM products LIMIT 1")).contains(Duration.ofMinutes(10));
        assertThat(cache.statements().rules()).extracting(CacheRules.Rule::name)
                .containsExactly("select * from products*", "*'x'*");
        assertThat(cache.memory()).isEqualTo(64L << 20);
        assertThat(cache.maxEntry()).isEqualTo(1 << 20);
        assertThat(cache.bypass()).isTrue();
        assertThat(Configs.warnings(Configs.yaml(YAML))).filteredOn(warning -> warning.contains("cache")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '|', value = {
        "shop                    ~ shop",
        "'shop, blog=5m'         ~ shop, blog=5min",
        "[shop]                  ~ shop",
        "[]                      ~ ||",
        "{}                      ~ ||",
        "null                    ~ ||",
        "{shop: 10s, blog: 0.5}  ~ shop=10s, blog=500ms",
        "{shop: , blog: 0}       ~ shop, blog=0",
        "['a b', 'c,d', \"e'f\"] ~ 'a b', 'c,d', 'e''f'",
        "{'a b=c': 5m}           ~ 'a b=c'=5min",
        "['${NAME}', b]          ~ 'from, here', b",
        "{a: '${TTL}'}           ~ a=7s",
        "'${NAME}'               ~ from, here"})
    void aListOrAMappingOrOneText(String yaml, String shown) {
        Map<String, String> environment = Map.of("NAME", "from, here", "TTL", "7");
        String text = "auth: {type: any}\ncache: {users: " + yaml + "}";
        PoolerConfig config = Configs.load(text, ConfigFormat.YAML, environment);
        assertThat(Configs.setting(config, "cache_users").value()).isEqualTo(shown);
        PoolerConfig flat = Configs.load("cache_users: " + yaml, ConfigFormat.YAML, environment);
        assertThat(flat.cache()).isEqualTo(config.cache());
    }

    @Test
    void whatIsShownReadsBack() {
        for (PoolerConfig config : List.of(Configs.yaml(YAML), Configs.ini(INI))) {
            StringBuilder yaml = new StringBuilder();
            StringBuilder ini = new StringBuilder("[pgbouncer]\n");
            for (Setting setting : config.settings()) {
                if (setting.key().startsWith("cache_")) {
                    assertThat(setting.changeable()).as(setting.key()).isTrue();
                    yaml.append(setting.key()).append(": '").append(setting.value().replace("'", "''")).append("'\n");
                    ini.append(setting.key()).append(" = ").append(setting.iniValue()).append("\n");
                }
            }
            assertThat(Configs.yaml(yaml.toString()).cache()).isEqualTo(config.cache());
            assertThat(Configs.ini(ini.toString()).cache()).isEqualTo(config.cache());
        }
        assertThat(EffectiveConfigPrinter.print(Configs.yaml(YAML)))
                .containsPattern("(?m)^\\* cache_statements +=  ?'select \\* from products\\*'=10min, '\\*''x''\\*'=0 +"
                        + "/nowhere/howdah.yaml:12$")
                .containsPattern("(?m)^\\* cache_max_entry +=  ?1MB +/nowhere/howdah.yaml:15$")
                .containsPattern("(?m)^\\* cache_empty_ttl +=  ?250ms +/nowhere/howdah.yaml:7$");
        assertThat(EffectiveConfigPrinter.print(Configs.ini(INI)))
                .containsPattern("(?m)^\\* cache_tables +=  ?products=300, 'shop.\"My, Orders\"'=0 +/nowhere/howdah.ini:12$");
    }

    @Test
    void theEnvironmentGoesBeforeTheFile() {
        PoolerConfig config = Configs.load("cache: {mode: off, bypass: false, tables: {a: 5m}}", ConfigFormat.YAML, Map.of(
                "HOWDAH_CACHE_MODE", "ttl", "HOWDAH_CACHE_BYPASS", "true", "HOWDAH_CACHE_TABLES", "products=2h, orders=0",
                "HOWDAH_CACHE_MAX_TTL", "2h"));
        assertThat(config.cache().mode()).isEqualTo(CacheMode.TTL);
        assertThat(config.cache().bypass()).isTrue();
        assertThat(config.cache().tables().ttl("products")).contains(Duration.ofHours(2));
        assertThat(Configs.setting(config, "cache_bypass").origin()).hasToString("environment HOWDAH_CACHE_BYPASS");
        assertThat(Configs.problems("cache:\n  tables:\n    products: 5m\n", ConfigFormat.YAML, Map.of("HOWDAH_CACHE_TABLES",
                "products=2h"))).containsExactly("environment HOWDAH_CACHE_TABLES: cache_tables: the ttl of \"products\": 2h "
                        + "is more than max_ttl (expected: at most 1h)");
    }

    @Test
    void aReloadAppliesEverything() throws Exception {
        Path file = Files.writeString(folder.resolve("howdah.yaml"), "auth: {type: any}\n");
        ConfigSource first = ConfigSource.read(file, Map.of());
        Files.writeString(file, YAML);
        ConfigSource second = first.readAgain();
        assertThat(second.config().cache()).isEqualTo(Configs.yaml(YAML).cache());
        ConfigDiff diff = first.changesTo(second);
        assertThat(diff.needRestart()).isEmpty();
        assertThat(diff.changes()).extracting(ConfigDiff.Change::toString).filteredOn(line -> line.startsWith("cache_"))
                .containsExactly("cache_bypass: false -> true",
                        "cache_databases: \"\" -> shop, blog",
                        "cache_empty_ttl: \"\" -> 250ms",
                        "cache_max_entry: 256kB -> 1MB",
                        "cache_max_ttl: 1h -> 2h",
                        "cache_memory: 100MB -> 64MB",
                        "cache_mode: off -> ttl",
                        "cache_statements: \"\" -> 'select * from products*'=10min, '*''x''*'=0",
                        "cache_tables: \"\" -> products=5min, 'shop.\"My, Orders\"'=0",
                        "cache_ttl: 30s -> 20s",
                        "cache_users: \"\" -> web, batch=90s");
    }

    @Test
    void anOperatorSetsWhatIsNotInTheFile() throws Exception {
        ConfigSource source = ConfigSource.of(YAML, ConfigFormat.YAML, folder, Map.of("HOWDAH_CACHE_BYPASS", "true"));
        assertThat(source.with("cache_bypass", "off").config().cache().bypass()).isFalse();
        assertThat(source.with("cache_ttl", "1500ms").config().cache().ttl()).isEqualTo(Duration.ofMillis(1500));
        assertThat(source.with("cache_empty_ttl", "").config().cache().emptyTtl()).isEqualTo(Optional.empty());
        assertThat(source.with("cache_tables", "orders=3s").config().cache().tables().ttl("orders"))
                .contains(Duration.ofSeconds(3));
        try {
            source.with("cache_tables", "products=3h");
            throw new AssertionError("no problem");
        } catch (ConfigException refused) {
            assertThat(refused.problems().list()).extracting(ConfigProblem::toString).containsExactly(
                    "SET: cache_tables: the ttl of \"products\": 3h is more than max_ttl (expected: at most 2h)");
        }
    }
}
