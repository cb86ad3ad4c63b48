package io.howdah.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds settings of the result cache that are right one by one but do not fit together. */
final class CacheChecks {

    private static final Duration SHORTEST_TTL = Duration.ofMillis(1);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(10);

    private final ResolvedSettings settings;
    private final RawConfig raw;
    private final ConfigProblems problems;
    private final List<ConfigWarning> warnings;

    CacheChecks(ResolvedSettings settings, RawConfig raw, ConfigProblems problems, List<ConfigWarning> warnings) {
        this.settings = settings;
        this.raw = raw;
        this.problems = problems;
        this.warnings = warnings;
    }

    void check(PoolerConfig config) {
        CacheSettings cache = config.cache();
        if (cache.ttl().compareTo(SHORTEST_TTL) < 0) {
            problem(CacheKeys.TTL, written(cache.ttl()) + " is too short", "at least 1 ms");
        }
        longestTtl(cache);
        cache.emptyTtl().ifPresent(ttl -> emptyTtl(ttl, cache.ttl()));
        for (SettingKey<CacheRules> key : CacheKeys.RULES) {
            settings.get(key).rules().forEach(rule -> rule.ttl().ifPresent(ttl -> ofRule(key, rule, ttl, cache.maxTtl())));
        }
        if (cache.memory() > 0 && cache.maxEntry() > cache.memory()) {
            problem(CacheKeys.MAX_ENTRY, bytes(cache.maxEntry()) + " is more than the memory of the cache",
                    "at most " + bytes(cache.memory()));
        }
        redis(cache);
        for (CacheRules.Rule rule : cache.databases().rules()) {
            if (config.database(rule.name()).isEmpty()) {
                warnings.add(new ConfigWarning(origin(CacheKeys.DATABASES, rule), settings.nameOf(CacheKeys.DATABASES),
                        "there is no database " + ValueTypes.quoted(rule.name())));
            }
        }
    }

    private void redis(CacheSettings cache) {
        if (cache.redis().isEmpty() && cache.mode() == CacheMode.WRITES) {
            problem(CacheKeys.MODE, "writes needs a Redis that all Howdahs of these databases share",
                    "cache_redis_url, or another mode");
        }
        if (cache.redis().isEmpty() && cache.memory() == 0) {
            problem(CacheKeys.MEMORY, "there is neither memory nor a Redis for the answers", CacheKeys.MEMORY.type().expected());
        }
        cache.redis().filter(redis -> redis.user().isPresent() && redis.password().isEmpty()).ifPresent(redis -> problem(
                settings.get(CacheKeys.REDIS_USER).isEmpty() ? CacheKeys.REDIS_URL : CacheKeys.REDIS_USER,
                "a user without a password", "the password in cache_redis_url or cache_redis_password"));
        Duration timeout = settings.get(CacheKeys.REDIS_TIMEOUT);
        if (timeout.compareTo(SHORTEST_TIMEOUT) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            problem(CacheKeys.REDIS_TIMEOUT, CacheKeys.REDIS_TIMEOUT.type().write(timeout, ConfigFormat.YAML)
                    + " is out of range", "a time from 1 ms to 10 s");
        }
    }

    /** If only max_ttl is written, the problem is there and not at the default of ttl, which has no line. */
    private void longestTtl(CacheSettings cache) {
        if (cache.ttl().compareTo(cache.maxTtl()) <= 0) {
            return;
        }
        if (settings.origin(CacheKeys.TTL).kind() == Origin.Kind.DEFAULT) {
            problem(CacheKeys.MAX_TTL, written(cache.maxTtl()) + " is less than ttl", "at least " + written(cache.ttl()));
        } else {
            problem(CacheKeys.TTL, written(cache.ttl()) + " is more than max_ttl", "at most " + written(cache.maxTtl()));
        }
    }

    private void emptyTtl(Duration own, Duration ttl) {
        if (isTooShort(own)) {
            problem(CacheKeys.EMPTY_TTL, written(own) + " is too short", "at least 1 ms, or 0");
        }
        if (own.compareTo(ttl) > 0) {
            problem(CacheKeys.EMPTY_TTL, written(own) + " is more than ttl", "at most " + written(ttl));
        }
    }

    private void ofRule(SettingKey<CacheRules> key, CacheRules.Rule rule, Duration ttl, Duration longest) {
        String what = "the ttl of " + ValueTypes.quoted(rule.name()) + ": " + written(ttl);
        if (isTooShort(ttl)) {
            problems.add(origin(key, rule), settings.nameOf(key), what + " is too short", "at least 1 ms, or 0");
        }
        if (ttl.compareTo(longest) > 0) {
            problems.add(origin(key, rule), settings.nameOf(key), what + " is more than max_ttl", "at most " + written(longest));
        }
    }

    private static boolean isTooShort(Duration ttl) {
        return !ttl.isZero() && ttl.compareTo(SHORTEST_TTL) < 0;
    }

    /** The line of the rule, if a YAML file has it; otherwise the place of the whole setting. */
    private Origin origin(SettingKey<CacheRules> key, CacheRules.Rule rule) {
        Origin whole = settings.origin(key);
        return whole.kind() == Origin.Kind.FILE
                ? Optional.ofNullable(raw.ruleLines.getOrDefault(key.key(), Map.of()).get(rule.name())).orElse(whole) : whole;
    }

    private String written(Duration time) {
        return RuleText.TTL.write(time, settings.format());
    }

    private String bytes(long size) {
        return CacheKeys.MEMORY.type().write(size, settings.format());
    }

    private void problem(SettingKey<?> key, String message, String expected) {
        problems.add(settings.origin(key), settings.nameOf(key), message, expected);
    }
}
