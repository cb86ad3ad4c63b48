package io.howdah.config;

import static io.howdah.config.SettingKey.global;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Settings of the result cache. */
final class CacheKeys {

    private static final long SMALLEST_MEMORY = 1L << 20;
    private static final long LARGEST_ENTRY = 16L << 20;

    static final String REDIS_URL_KEY = "cache_redis_url";
    private static final String PREFIX_EXPECTED = "1 to 100 printable characters of ASCII without blanks and braces";
    /** Braces would choose the slot of a key in a cluster. */
    private static final Pattern PREFIX = Pattern.compile("[!-z|~]{1,100}");

    static final SettingKey<CacheMode> MODE = global("cache_mode", "cache.mode",
            ValueTypes.choice(CacheMode.values(), CacheMode::spelling), "off",
            "`ttl` keeps answers of read-only statements for a time and answers the same statements from memory; `writes` keeps "
                    + "them too, and once a write through any Howdah that shares the Redis of `cache_redis_url` has been "
                    + "acknowledged, no read that begins later, through any of them, gets an older row; `off` asks the server "
                    + "every time. Not in PgBouncer.");
    static final SettingKey<Duration> TTL = global("cache_ttl", "cache.ttl", Quantities.seconds(), "30",
            "An answer from the cache is at most this old, unless a rule says otherwise; from 1 ms to `cache_max_ttl`. "
                    + "Not in PgBouncer.");
    static final SettingKey<Duration> MAX_TTL = global("cache_max_ttl", "cache.max_ttl", Quantities.seconds(), "3600",
            "The longest ttl that a rule may have. Not in PgBouncer.");
    static final SettingKey<Optional<Duration>> EMPTY_TTL = global("cache_empty_ttl", "cache.empty_ttl",
            Quantities.secondsOrUnset(), "", "An answer without rows is at most this old, for the row that it misses may come "
                    + "soon; 0 keeps no such answer. Empty for the ttl of other answers. Not in PgBouncer.");
    static final SettingKey<Duration> STALE = global("cache_stale_while_revalidate", "cache.stale_while_revalidate",
            Quantities.seconds(), "0",
            "For so long after its ttl an answer is still given while one client asks the server anew; 0 gives "
                    + "no such answer. No answer gets older than `cache_max_ttl` by that, or is given after a write that ends it. "
                    + "Not in PgBouncer.");
    static final SettingKey<CacheRules> DATABASES = global("cache_databases", "cache.databases", rules(CacheRules::names), "",
            "Only answers of these databases are cached, with the ttl beside the name if there is one; empty for all. Names "
                    + "are those that clients ask for. Not in PgBouncer.");
    static final SettingKey<CacheRules> USERS = global("cache_users", "cache.users", rules(CacheRules::names), "",
            "Only answers of these users are cached, with the ttl beside the name if there is one; empty for all. "
                    + "Not in PgBouncer.");
    static final SettingKey<CacheRules> TABLES = global("cache_tables", "cache.tables", rules(CacheRules::tables), "",
            "The ttl by table, 0 for never; other tables are cached too. Names without a ttl: only statements all of whose "
                    + "tables are named are cached. Not in PgBouncer.");
    static final SettingKey<CacheRules> STATEMENTS = global("cache_statements", "cache.statements",
            rules(CacheRules::statements), "", "The ttl by text, 0 for never; the first text that matches counts, and `*` stands "
                    + "for any text. Texts without a ttl: only statements that match one of them are cached. Not in PgBouncer.");
    static final SettingKey<Long> MEMORY = global("cache_memory", "cache.memory",
            memory(), "104857600",
            "Memory for all answers together; never more than a quarter of the heap, whatever this says. 0 keeps answers in Redis "
                    + "alone, if there is a `cache_redis_url`. Not in PgBouncer.");
    static final SettingKey<Long> MAX_ENTRY = global("cache_max_entry", "cache.max_entry",
            Quantities.bytes(1, LARGEST_ENTRY), "262144",
            "Larger answers are not kept; at most 16 MB and, unless that is 0, at most `cache_memory`. Not in PgBouncer.");
    static final SettingKey<Boolean> BYPASS = global("cache_bypass", "cache.bypass", ValueTypes.flag(), "0",
            "The switch for an incident: the cache serves no answer and keeps none. Not in PgBouncer.");

    static final SettingKey<Optional<RedisUrl>> REDIS_URL = global(REDIS_URL_KEY, "cache.redis.url",
            new ValueType<>(ValueType.URL, RedisUrl.EXPECTED, RedisUrl::read,
                    (value, format) -> value.map(RedisUrl::written).orElse("")),
            "",
            "The Redis that keeps answers for several Howdahs: `redis://user:password@host:port/db`, `redis-sentinel://host,"
                    + "host/db#master` or `redis+cluster://host,host`; with `rediss` in place of `redis` over TLS. Also "
                    + "`HOWDAH_REDIS_URL`. Empty for none. Not in PgBouncer.")
            .keptSecret();
    static final SettingKey<String> REDIS_USER = global("cache_redis_user", "cache.redis.user", ValueTypes.text(), "",
            "The user of Redis, if `cache_redis_url` names none; empty for the default user. Not in PgBouncer.");
    static final SettingKey<String> REDIS_PASSWORD = global("cache_redis_password", "cache.redis.password", ValueTypes.text(), "",
            "The password of Redis, if `cache_redis_url` has none. Not in PgBouncer.").keptSecret();
    static final SettingKey<String> REDIS_PREFIX = global("cache_redis_prefix", "cache.redis.prefix",
            new ValueType<>("text", PREFIX_EXPECTED, CacheKeys::prefix, (value, format) -> value), "howdah:",
            "The beginning of all keys and channels in Redis. Howdahs with the same prefix share their answers, so each has the "
                    + "same databases under the same names. Not in PgBouncer.");
    static final SettingKey<Duration> REDIS_TIMEOUT = global("cache_redis_timeout", "cache.redis.timeout",
            Quantities.milliseconds(), "2",
            "A look-up in Redis that takes longer counts as a miss; from 1 ms to 10 s, but no client waits for more than 200 ms. "
                    + "A plain number counts milliseconds. "
                    + "Not in PgBouncer.");

    /** All settings with rules. */
    static final List<SettingKey<CacheRules>> RULES = List.of(DATABASES, USERS, TABLES, STATEMENTS);

    static final List<SettingKey<?>> ALL = List.of(MODE, TTL, MAX_TTL, EMPTY_TTL, STALE, DATABASES, USERS, TABLES, STATEMENTS,
            MEMORY,
            MAX_ENTRY, BYPASS, REDIS_URL, REDIS_USER, REDIS_PASSWORD, REDIS_PREFIX, REDIS_TIMEOUT);

    private CacheKeys() {
    }

    private static ValueType<Long> memory() {
        ValueType<Long> any = Quantities.bytes(0, Long.MAX_VALUE);
        String expected = Quantities.bytes(SMALLEST_MEMORY, Long.MAX_VALUE).expected() + ", or 0 beside cache_redis_url";
        return new ValueType<>(any.label(), expected, text -> {
            long bytes = any.read(text);
            if (bytes > 0 && bytes < SMALLEST_MEMORY) {
                throw new InvalidValueException(text + " is out of range", expected);
            }
            return bytes;
        }, any.writer());
    }

    private static String prefix(String text) {
        if (!PREFIX.matcher(text).matches()) {
            throw new InvalidValueException(ValueTypes.quoted(text) + " is no prefix", PREFIX_EXPECTED);
        }
        return text;
    }

    private static ValueType<CacheRules> rules(Function<List<CacheRules.Rule>, CacheRules> kind) {
        return new ValueType<>(ValueType.RULES, RuleText.EXPECTED, text -> kind.apply(RuleText.read(text)),
                (value, format) -> RuleText.write(value.rules(), format));
    }
}
