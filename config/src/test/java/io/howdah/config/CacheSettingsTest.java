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

    private static final String TIME = " (expected: seconds, or a time such as 10s, 500ms, 5min, 1h)";
    private static final String RULES = " (expected: name, name or name=ttl, name=ttl; "
            + "a name with blanks, commas or = in single quotes, a quote inside doubled)";
    private static final String TABLE = " (expected: a table's name as in SQL, with or without schema: "
            + "products, shop.products, \"My Table\")";

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
    void allThatIsWrongInAYamlFileComesAtOnceWithItsLine() {
        assertThat(Configs.yamlProblems("""
                cache:
                  mode: writes
                  ttl: soon
                  memory: 1000kB
                  max_entry: 17MB
                  bypass: perhaps
                  databases:
                    - shop
                    - "*"
                  users:
                    web: 5 fortnights
                    batch: [1s, 2s]
                    nightly: 1s
                    nightly: 2s
                  tables:
                    products: 5m
                    two words: 5m
                    a.b.c: x
                  statements:
                    "select 1": 5m, 6m
                    " ": 5m
                    "select 2": {ttl: 5m}
                    "select 3": 2h
                  tabels: [a]
                """)).containsExactly(
                "file:2: cache.mode: unknown value \"writes\" (expected: one of off, ttl)",
                "file:3: cache.ttl: \"soon\" is not a time" + TIME,
                "file:4: cache.memory: 1000kB is out of range "
                        + "(expected: bytes, at least 1048576, or a size such as 64kB, 16MB)",
                "file:5: cache.max_entry: 17MB is out of range "
                        + "(expected: bytes from 1 to 16777216, or a size such as 64kB, 16MB)",
                "file:6: cache.bypass: \"perhaps\" is neither on nor off "
                        + "(expected: one of 1, 0, yes, no, on, off, true, false)",
                "file:9: cache.databases: \"*\" is no name (expected: names; without any name all are cached)",
                "file:11: cache.users: the ttl of \"web\": unknown unit \"fortnights\"" + TIME,
                "file:12: cache.users: the ttl of \"batch\": \"1s, 2s\" is not a time" + TIME,
                "file:14: cache.users.nightly: given twice, first in line 13",
                "file:17: cache.tables: \"two words\" is no table's name" + TABLE,
                "file:18: cache.tables: the ttl of \"a.b.c\": \"x\" is not a time" + TIME,
                "file:20: cache.statements: the ttl of \"select 1\": \"5m, 6m\" is not a time" + TIME,
                "file:21: cache.statements: a rule without a name, at character 4" + RULES,
                "file:22: cache.statements.select 2: a mapping (expected: a value)",
                "file:23: cache.statements: the ttl of \"select 3\": 2h is more than max_ttl (expected: at most 1h)",
                "file:24: cache.tabels: unknown setting, did you mean tables?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '|', value = {
        "tables: [a, A]             ~ \"A\" is given twice (expected: each name once)",
        "tables: {a: 1, '\"a\"': 2} ~ \"\"a\"\" is given twice (expected: each name once)",
        "users: [a, b, a]           ~ \"a\" is given twice (expected: each name once)",
        "statements: ['a  B', A b]  ~ \"A b\" is given twice (expected: each name once)",
        "tables: {a: 1, b: }        ~ some names have a ttl and some have none "
                + "(expected: names alone, and then only these are cached, or a ttl for each)",
        "statements: {a: 1, b: }    ~ some names have a ttl and some have none "
                + "(expected: names alone, and then only these are cached, or a ttl for each)",
        "tables: [a, {b: 1}]        ~ an item that is no plain value "
                + "(expected: a list of names, or a mapping from name to ttl)",
        "tables: !x {a: 1}          ~ a value of type !x (expected: a plain value)"})
    void rulesThatDoNotFitTogetherAreRefused(String yaml, String message) {
        String key = yaml.substring(0, yaml.indexOf(':'));
        assertThat(Configs.yamlProblems("cache:\n  " + yaml)).containsExactly("file:2: cache." + key + ": " + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '|', value = {
        "mode = writes             ~ unknown value \"writes\" (expected: one of off, ttl)",
        "users = a b               ~ no comma and no = behind \"a\"$",
        "databases = shop, blog=x  ~ the ttl of \"blog\": \"x\" is not a time#",
        "tables = products=5m, x   ~ some names have a ttl and some have none "
                + "(expected: names alone, and then only these are cached, or a ttl for each)",
        "tables = 1st              ~ \"1st\" is no table's name@",
        "statements = select 1=5m  ~ no comma and no = behind \"select\"$",
        "statements = 'select 1=5m ~ the quote opened at character 1 is never closed$",
        "empty_ttl = none          ~ \"none\" is not a time#",
        "max_entry = 0             ~ 0 is out of range (expected: bytes from 1 to 16777216, or a size such as 64kB, 16MB)"})
    void whatIsWrongInAnIniFileIsRefused(String line, String message) {
        String key = line.substring(0, line.indexOf(' '));
        assertThat(Configs.iniProblems("[pgbouncer]\nverbose = 0\ncache_" + line)).containsExactly("file:3: cache_" + key + ": "
                + message.replace("$", RULES).replace("#", TIME).replace("@", TABLE));
    }

    @Test
    void valuesThatDoNotFitTogetherAreRefused() {
        assertThat(Configs.yamlProblems("""
                databases: {shop: {host: h}}
                cache:
                  ttl: 2h
                  empty_ttl: 150min
                  databases:
                    shop: 90m
                  tables:
                    orders: 0
                    products: 61min
                    seen: 900us
                  statements:
                    "select*": 1h
                    "*": 3601
                  memory: 2MB
                  max_entry: 3MB
                """)).containsExactly(
                "file:3: cache.ttl: 2h is more than max_ttl (expected: at most 1h)",
                "file:4: cache.empty_ttl: 150min is more than ttl (expected: at most 2h)",
                "file:6: cache.databases: the ttl of \"shop\": 90min is more than max_ttl (expected: at most 1h)",
                "file:9: cache.tables: the ttl of \"products\": 61min is more than max_ttl (expected: at most 1h)",
                "file:10: cache.tables: the ttl of \"seen\": 900us is too short (expected: at least 1 ms, or 0)",
                "file:13: cache.statements: the ttl of \"*\": 3601s is more than max_ttl (expected: at most 1h)",
                "file:15: cache.max_entry: 3MB is more than the memory of the cache (expected: at most 2MB)");
        assertThat(Configs.iniProblems("""
                [pgbouncer]
                cache_ttl = 20
                cache_max_ttl = 10
                cache_empty_ttl = 0.0009
                cache_users = web=11, batch=10
                cache_memory = 1MB
                cache_max_entry = 1048577
                """)).containsExactly(
                "file:2: cache_ttl: 20 is more than max_ttl (expected: at most 10)",
                "file:4: cache_empty_ttl: 0.0009 is too short (expected: at least 1 ms, or 0)",
                "file:5: cache_users: the ttl of \"web\": 11 is more than max_ttl (expected: at most 10)",
                "file:7: cache_max_entry: 1048577 is more than the memory of the cache (expected: at most 1048576)");
        assertThat(Configs.yamlProblems("cache:\n  max_ttl: 10s")).containsExactly(
                "file:2: cache.max_ttl: 10s is less than ttl (expected: at least 30s)");
        assertThat(Configs.yamlProblems("cache: {ttl: 0.9ms}")).containsExactly(
                "file:1: cache.ttl: 900us is too short (expected: at least 1 ms)");
        assertThat(Configs.yamlProblems("cache: {ttl: 1ms, max_ttl: 1ms, empty_ttl: 0, tables: {a: 1ms, b: 0}, memory: 1MB, "
                + "max_entry: 1MB}")).isEmpty();
    }

    @Test
    void valuesFromVariablesAreNotShown() {
        Map<String, String> environment = Map.of("PW", "s3cret");
        assertThat(
                Configs.problems("cache:\n  users:\n    a: ${PW}\n  tables:\n    - ${PW} x\n    - ${GONE}\n", ConfigFormat.YAML,
                        environment))
                .containsExactly(
                        "file:3: cache.users: the value (not shown, it may be a secret) does not fit" + TIME,
                        "file:6: cache.tables: environment variable GONE is not set "
                                + "(expected: it to be set, or a default as in ${GONE:-default})");
        assertThat(Configs.problems("cache:\n  tables:\n    - ${PW} x\n", ConfigFormat.YAML, environment)).containsExactly(
                "file:3: cache.tables: the value (not shown, it may be a secret) does not fit" + TABLE);
        assertThat(Configs.problems("cache:\n  users:\n    - ${PW}\n    - ${PW}\n", ConfigFormat.YAML, environment))
                .containsExactly(
                        "file:3: cache.users: the value (not shown, it may be a secret) does not fit (expected: each name once)");
    }

    @Test
    void aDatabaseThatIsNotThereIsAWarning() {
        String rest = "\ncache:\n  databases:\n    shop: 5s\n    shpo: 5s";
        assertThat(Configs.warnings(Configs.yaml("databases: {shop: {host: h}}" + rest)))
                .contains("file:5: cache.databases: there is no database \"shpo\"")
                .noneMatch(warning -> warning.contains("\"shop\""));
        assertThat(Configs.warnings(Configs.yaml("databases: {'*': {host: h}}" + rest)))
                .noneMatch(warning -> warning.contains("there is no database"));
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
