package io.howdah.config;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The result cache, which keeps answers of read-only statements in memory. A reload applies every one of these settings.
 *
 * @param ttl how old an answer may be for which no rule has a ttl; from 1 ms to {@code maxTtl}
 * @param maxTtl no ttl is longer, not even that of a rule
 * @param emptyTtl how old an answer without rows may be, at most {@code ttl}; zero keeps no such answer; absent for the ttl of
 *     other answers
 * @param staleWhileRevalidate how long after its ttl, but not after {@code maxTtl}, an answer with rows is still given while one client
 *     asks the server anew; zero for never
 * @param databases the databases whose answers are cached, by the name that clients ask for; without rules all
 * @param users the users of the pools whose answers are cached; without rules all
 * @param tables rules for the tables that a statement reads
 * @param statements rules for the text of a statement
 * @param memory bytes for all answers together, at least 1 MB; or zero, and then only {@code redis} keeps answers
 * @param maxEntry bytes of the largest answer to keep, from 1 byte to 16 MB and at most {@code memory}, if that is not zero
 * @param bypass whether the cache serves no answer and keeps none
 * @param redis the Redis that several poolers share; always there with {@link CacheMode#WRITES}
 */
public record CacheSettings(
        CacheMode mode,
        Duration ttl,
        Duration maxTtl,
        Optional<Duration> emptyTtl,
        Duration staleWhileRevalidate,
        CacheRules databases,
        CacheRules users,
        CacheRules tables,
        CacheRules statements,
        long memory,
        int maxEntry,
        boolean bypass,
        Optional<RedisSettings> redis) {

    public CacheSettings {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(ttl, "ttl");
        Objects.requireNonNull(maxTtl, "maxTtl");
        Objects.requireNonNull(emptyTtl, "emptyTtl");
        Objects.requireNonNull(staleWhileRevalidate, "staleWhileRevalidate");
        Objects.requireNonNull(databases, "databases");
        Objects.requireNonNull(users, "users");
        Objects.requireNonNull(tables, "tables");
        Objects.requireNonNull(statements, "statements");
        Objects.requireNonNull(redis, "redis");
    }
}
