package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of the result cache that are refused, each with its line. */
class CacheProblemsTest {

    private static final String TIME = " (expected: seconds, or a time such as 10s, 500ms, 5min, 1h)";
    private static final String RULES = " (expected: name, name or name=ttl, name=ttl; "
            + "a name with blanks, commas or = in single quotes, a quote inside doubled)";
    private static final String TABLE = " (expected: a table's name as in SQL, with or without schema: "
            + "products, shop.products, \"My Table\")";

    @Test
    void allThatIsWrongInAYamlFileComesAtOnceWithItsLine() {
        assertThat(Configs.yamlProblems("""
                cache:
                  mode: always
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
                "file:2: cache.mode: unknown value \"always\" (expected: one of off, ttl, writes)",
                "file:3: cache.ttl: \"soon\" is not a time" + TIME,
                "file:4: cache.memory: 1000kB is out of range "
                        + "(expected: bytes, at least 1048576, or a size such as 64kB, 16MB, or 0 beside cache_redis_url)",
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
        "mode = always             ~ unknown value \"always\" (expected: one of off, ttl, writes)",
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
}
