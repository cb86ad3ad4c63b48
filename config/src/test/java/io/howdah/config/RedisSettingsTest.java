package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Redis of the result cache, from both formats and the environment, and no word of its password. */
class RedisSettingsTest {

    private static final String YAML = """
            auth: {type: any}
            cache:
              mode: writes
              memory: 0
              redis:
                url: rediss://db.internal:6380/3
                user: howdah
                password: s3cret
                prefix: "shop:"
                timeout: 1500us
            """;

    private static final String INI = """
            [pgbouncer]
            auth_type = any
            cache_mode = writes
            cache_memory = 0
            cache_redis_url = rediss://db.internal:6380/3
            cache_redis_user = howdah
            cache_redis_password = s3cret
            cache_redis_prefix = shop:
            cache_redis_timeout = 1.5ms
            """;

    private static final RedisSettings EXPECTED = new RedisSettings(RedisSettings.Kind.STANDALONE,
            List.of(new HostAddress("db.internal", 6380)), "", 3, true, Optional.of("howdah"), Optional.of("s3cret"), "shop:",
            Duration.ofNanos(1_500_000));

    @Test
    void bothFormatsSayTheSame() {
        for (PoolerConfig config : List.of(Configs.yaml(YAML), Configs.ini(INI))) {
            assertThat(config.cache().redis()).contains(EXPECTED);
            assertThat(config.cache().mode()).isEqualTo(CacheMode.WRITES);
            assertThat(config.cache().memory()).isZero();
            assertThat(Configs.warnings(config)).noneMatch(warning -> warning.contains("cache"));
        }
        assertThat(Configs.yaml("cache: {redis: {timeout: 5}}").cache().redis()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', nullValues = "-", value = {
        "redis://h                               ~ STANDALONE ~ h:6379          ~ -  ~ 0 ~ false ~ -  ~ -",
        "redis://h:7                             ~ STANDALONE ~ h:7             ~ -  ~ 0 ~ false ~ -  ~ -",
        "redis://h/                              ~ STANDALONE ~ h:6379          ~ -  ~ 0 ~ false ~ -  ~ -",
        "redis://:p@h/12                         ~ STANDALONE ~ h:6379          ~ -  ~ 12 ~ false ~ - ~ p",
        "rediss://u:p%40%2f%20+%@h:7/0           ~ STANDALONE ~ h:7             ~ -  ~ 0 ~ true  ~ u  ~ p@/ +%",
        "redis://u:p@/#?:[@[::1]:7/2             ~ STANDALONE ~ [::1]:7         ~ -  ~ 2 ~ false ~ u  ~ p@/#?:[",
        "redis-sentinel://A,b:7,[::1]/2#main     ~ SENTINEL   ~ a:26379 b:7 [::1]:26379 ~ main ~ 2 ~ false ~ - ~ -",
        "rediss-sentinel://u:p@a#a%20b           ~ SENTINEL   ~ a:26379         ~ a b ~ 0 ~ true ~ u ~ p",
        "redis+cluster://a,b:7                   ~ CLUSTER    ~ a:6379 b:7      ~ -  ~ 0 ~ false ~ -  ~ -",
        "rediss+cluster://:p@a/0                 ~ CLUSTER    ~ a:6379          ~ -  ~ 0 ~ true  ~ -  ~ p"})
    void aUrlHasItsParts(String url, RedisSettings.Kind kind, String hosts, String master, int database, boolean tls, String user,
            String password) {
        RedisUrl read = RedisUrl.read(url).orElseThrow();
        assertThat(read.kind()).isEqualTo(kind);
        assertThat(read.hosts()).extracting(HostAddress::toString).containsExactly(hosts.split(" "));
        assertThat(read.master()).isEqualTo(master == null ? "" : master);
        assertThat(read.database()).isEqualTo(database);
        assertThat(read.tls()).isEqualTo(tls);
        assertThat(read.user()).isEqualTo(Optional.ofNullable(user));
        assertThat(read.password()).isEqualTo(Optional.ofNullable(password));
        assertThat(read.toString()).doesNotContain("p@");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "http://:s3cret@h", "redis:/h", "redis://", "redis://:s3cret@", "redis://:s3cret@h:0",
        "redis://:s3cret@h:99999", "redis://:s3cret@h:s3cret", "redis://:s3cret@h,i", "redis://:s3cret@h/x",
        "redis://:s3cret@h/01",
        "redis://:s3cret@h/-1", "redis://:s3cret@h?db=1", "redis://:s3cret@h#m", "redis+cluster://:s3cret@h/1",
        "redis+cluster://:s3cret@h,,i", "redis-sentinel://:s3cret@h", "redis-sentinel://:s3cret@h#",
        "redis-sentinel://:s3cret@#m",
        "redis-sentinel://:s3cret@h#a%0ab", "redis://:s3cret@a b", "REDIS://s3cret", "redis://:s3cret@/tmp/socket"})
    void aUrlThatIsNoneIsRefusedWithoutAWordOfIt(String url) {
        List<String> problems = Configs.yamlProblems("cache:\n  redis:\n    url: '" + url + "'");
        assertThat(problems).singleElement().asString().startsWith("file:3: cache.redis.url: ").doesNotContain("s3cret")
                .endsWith("(expected: " + RedisUrl.EXPECTED + ")");
        assertThat(Configs.problems("", ConfigFormat.INI, Map.of("HOWDAH_REDIS_URL", url))).singleElement().asString()
                .startsWith("environment HOWDAH_REDIS_URL: cache_redis_url: ").doesNotContain("s3cret");
    }

    @Test
    void aProblemSaysWhatIsWrong() {
        assertThat(Configs.yamlProblems("cache:\n  redis:\n    url: redis://a,b\n    timout: 1\n  rediss: 1")).containsExactly(
                "file:3: cache.redis.url: several hosts are for sentinels and clusters (expected: " + RedisUrl.EXPECTED + ")",
                "file:4: cache.redis.timout: unknown setting, did you mean timeout?",
                "file:5: cache.rediss: unknown setting, did you mean redis?");
        assertThat(Configs.yamlProblems("cache: {redis: redis://h}")).singleElement().asString().contains("cache.redis");
    }

    @Test
    void valuesThatDoNotFitTogetherAreRefused() {
        String memory = " (expected: bytes, at least 1048576, or a size such as 64kB, 16MB, or 0 beside cache_redis_url)";
        assertThat(Configs.yamlProblems("cache:\n  mode: writes\n  memory: 0")).containsExactly(
                "file:2: cache.mode: writes needs a Redis that all Howdahs of these databases share "
                        + "(expected: cache_redis_url, or another mode)",
                "file:3: cache.memory: there is neither memory nor a Redis for the answers" + memory);
        assertThat(Configs.iniProblems("[pgbouncer]\ncache_mode = writes\ncache_redis_url =")).containsExactly(
                "file:2: cache_mode: writes needs a Redis that all Howdahs of these databases share "
                        + "(expected: cache_redis_url, or another mode)");
        assertThat(Configs.iniProblems("[pgbouncer]\ncache_redis_url = redis://h\ncache_memory = 1048575")).containsExactly(
                "file:3: cache_memory: 1048575 is out of range" + memory);
        for (String timeout : List.of("0", "900us", "10001", "11s")) {
            assertThat(Configs.yamlProblems("cache:\n  redis:\n    timeout: " + timeout)).singleElement().asString()
                    .startsWith("file:3: cache.redis.timeout: ")
                    .endsWith(" is out of range (expected: a time from 1 ms to 10 s)");
        }
        String alone = "a user without a password (expected: the password in cache_redis_url or cache_redis_password)";
        assertThat(Configs.yamlProblems("cache:\n  redis:\n    url: redis://s3cret@h")).containsExactly(
                "file:3: cache.redis.url: " + alone);
        assertThat(Configs.yamlProblems("cache:\n  redis:\n    url: redis://h\n    user: u")).containsExactly(
                "file:4: cache.redis.user: " + alone);
        for (String prefix : List.of("", "a b", "{a}", "\u00e9", "a".repeat(101))) {
            assertThat(Configs.yamlProblems("cache:\n  redis:\n    prefix: '" + prefix + "'")).singleElement().asString()
                    .startsWith("file:3: cache.redis.prefix: ");
        }
        assertThat(Configs.yamlProblems("cache: {memory: 0, max_entry: 16MB, redis: {url: redis://h, timeout: 10s}}")).isEmpty();
    }

    @Test
    void theUrlGoesBeforeUserAndPassword() {
        RedisSettings redis = Configs.yaml("cache: {redis: {url: 'redis://a:b@h', user: c, password: d}}").cache().redis()
                .orElseThrow();
        assertThat(redis.user()).contains("a");
        assertThat(redis.password()).contains("b");
        redis = Configs.yaml("cache: {redis: {url: 'redis://:b@h', user: c}}").cache().redis().orElseThrow();
        assertThat(redis.user()).contains("c");
        assertThat(redis.password()).contains("b");
        assertThat(redis.prefix()).isEqualTo("howdah:");
        assertThat(redis.timeout()).isEqualTo(Duration.ofMillis(2));
    }

    @Test
    void aShortVariableNamesTheUrl() {
        String yaml = "cache: {redis: {url: redis://file}}";
        PoolerConfig config = Configs.load(yaml, ConfigFormat.YAML, Map.of("HOWDAH_REDIS_URL", "redis://short"));
        assertThat(config.cache().redis().orElseThrow().hosts()).extracting(HostAddress::host).containsExactly("short");
        assertThat(Configs.setting(config, "cache_redis_url").origin()).hasToString("environment HOWDAH_REDIS_URL");
        assertThat(config.warnings()).noneMatch(warning -> warning.toString().contains("HOWDAH_REDIS_URL"));
        config = Configs.load(yaml, ConfigFormat.YAML,
                Map.of("HOWDAH_REDIS_URL", "redis://short", "HOWDAH_CACHE_REDIS_URL", "redis://long"));
        assertThat(config.cache().redis().orElseThrow().hosts()).extracting(HostAddress::host).containsExactly("long");
        config = Environments.load(Map.of("DATABASE_URL", "postgres://u:x@h/d", "HOWDAH_REDIS_URL", "redis://:secret@h",
                "HOWDAH_CACHE_MODE", "writes"));
        assertThat(config.cache().redis().orElseThrow().password()).contains("secret");
    }

    @Test
    void noOutputHasThePassword() throws Exception {
        for (String url : List.of("redis://u:s3cret@h", "redis://:s3cret@h/1", "redis://h")) {
            PoolerConfig config = Configs.yaml("cache: {redis: {url: '" + url + "', password: s3cret}}");
            assertThat(config.cache().toString() + config.cache().redis() + config.settings() + config.warnings()
                    + EffectiveConfigPrinter.print(config) + Configs.setting(config, "cache_redis_url").iniValue())
                    .doesNotContain("s3cret");
            ConfigSource before = ConfigSource.of("", ConfigFormat.YAML, Configs.DIRECTORY, Map.of());
            assertThat(before.changesTo(before.with("cache_redis_url", url).with("cache_redis_password", "s3cret")).toString())
                    .contains("cache_redis_url").doesNotContain("s3cret");
        }
        assertThat(EXPECTED.toString()).contains("db.internal:6380", "howdah", "shop:").doesNotContain("s3cret");
    }
}
