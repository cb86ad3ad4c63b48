package io.howdah.config;

import static io.howdah.config.SettingKey.global;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Settings of the result cache. */
final class CacheKeys {

    private static final long SMALLEST_MEMORY = 1L << 20;
    private static final long LARGEST_ENTRY = 16L << 20;

    static final SettingKey<CacheMode> MODE = global("cache_mode", "cache.mode",
            ValueTypes.choice(CacheMode.values(), CacheMode::spelling), "off",
            "`ttl` keeps answers of read-only statements for a time and answers the same statements from memory; `off` asks the "
                    + "server every time. Not in PgBouncer.");
    static final SettingKey<Duration> TTL = global("cache_ttl", "cache.ttl", Quantities.seconds(), "30",
            "An answer from the cache is at most this old, unless a rule says otherwise; from 1 ms to `cache_max_ttl`. "
                    + "Not in PgBouncer.");
    static final SettingKey<Duration> MAX_TTL = global("cache_max_ttl", "cache.max_ttl", Quantities.seconds(), "3600",
            "The longest ttl that a rule may have. Not in PgBouncer.");
    static final SettingKey<Optional<Duration>> EMPTY_TTL = global("cache_empty_ttl", "cache.empty_ttl",
            Quantities.secondsOrUnset(), "", "An answer without rows is at most this old, for the row that it misses may come "
                    + "soon; 0 keeps no such answer. Empty for the ttl of other answers. Not in PgBouncer.");
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
            Quantities.bytes(SMALLEST_MEMORY, Long.MAX_VALUE), "104857600",
            "Memory for all answers together. Not in PgBouncer.");
    static final SettingKey<Long> MAX_ENTRY = global("cache_max_entry", "cache.max_entry",
            Quantities.bytes(1, LARGEST_ENTRY), "262144",
            "Larger answers are not kept; at most 16 MB and at most `cache_memory`. Not in PgBouncer.");
    static final SettingKey<Boolean> BYPASS = global("cache_bypass", "cache.bypass", ValueTypes.flag(), "0",
            "The switch for an incident: the cache serves no answer and keeps none. Not in PgBouncer.");

    /** All settings with rules. */
    static final List<SettingKey<CacheRules>> RULES = List.of(DATABASES, USERS, TABLES, STATEMENTS);

    static final List<SettingKey<?>> ALL = List.of(MODE, TTL, MAX_TTL, EMPTY_TTL, DATABASES, USERS, TABLES, STATEMENTS, MEMORY,
            MAX_ENTRY, BYPASS);

    private CacheKeys() {
    }

    private static ValueType<CacheRules> rules(Function<List<CacheRules.Rule>, CacheRules> kind) {
        return new ValueType<>(ValueType.RULES, RuleText.EXPECTED, text -> kind.apply(RuleText.read(text)),
                (value, format) -> RuleText.write(value.rules(), format));
    }
}
