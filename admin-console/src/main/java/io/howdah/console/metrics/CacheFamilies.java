package io.howdah.console.metrics;

import io.howdah.console.view.CacheRedisSnapshot;
import io.howdah.console.view.CacheSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.List;

/** The metrics of the result cache: {@code howdah_cache_}. */
final class CacheFamilies {

    private CacheFamilies() {}

    /** Empty if no database has a cache, so that a pooler without one shows no cache that never hits. */
    static List<Family> of(Reading reading, Names names) {
        if (reading.cache().isEmpty()) {
            return List.of();
        }
        Family entries = Family.of("howdah_cache_entries", "Answers that the cache holds in memory.");
        Family bytes = Family.of("howdah_cache_bytes", "Memory that these answers take.");
        Family hits = Family.of("howdah_cache_hits_total", "Statements answered from the cache, by where the answer was.");
        Family misses = Family.of("howdah_cache_misses_total", "Statements that may be cached and that a server had to answer.");
        Family fills = Family.of("howdah_cache_fills_total", "Answers stored.");
        Family rejected = Family.of("howdah_cache_rejected_total", "Answers of servers that the cache did not store.");
        Family evictions = Family.of("howdah_cache_evictions_total", "Answers dropped for want of memory.");
        Family invalidations = Family.of("howdah_cache_invalidations_total",
                "Answers dropped because a table was written or an operator said so.");
        Family coalesced = Family.of("howdah_cache_coalesced_total",
                "Statements answered by the answer to another client's question; they count as hits in memory too.");
        Family saved = Family.of("howdah_cache_saved_seconds_total",
                "Time that servers took for the answers given from memory, when they were asked.");
        for (CacheSnapshot cache : reading.cache()) {
            Labels database = names.database(cache.database());
            entries.add(database, cache.entries());
            bytes.add(database, cache.bytes());
            hits.add(database.add("level", "memory"), cache.hitsMemory());
            hits.add(database.add("level", "redis"), cache.hitsRedis());
            misses.add(database, cache.misses());
            fills.add(database, cache.fills());
            rejected.add(database, cache.rejected());
            evictions.add(database, cache.evictions());
            invalidations.add(database, cache.invalidations());
            coalesced.add(database, cache.coalesced());
            saved.add(database, cache.savedMicros() / 1e6);
        }
        Family bypasses = Family.of("howdah_cache_bypasses_total", "Statements that the cache left to a server, by the reason.");
        reading.cacheBypasses().forEach((reason, count) -> bypasses.add(Labels.of("reason", reason), count));
        List<Family> all = new ArrayList<>(
                List.of(entries, bytes, hits, misses, fills, rejected, evictions, invalidations, bypasses,
                        coalesced, saved));
        reading.cacheRedis().ifPresent(redis -> all.addAll(redis(redis, reading.cache().get(0).redisQueue())));
        return all;
    }

    private static List<Family> redis(CacheRedisSnapshot redis, long queue) {
        Family lookups = Family.of("howdah_cache_redis_lookups_total", "Look-ups in Redis, by how they ended.");
        lookups.add(Labels.of("result", "answered"), redis.answered());
        lookups.add(Labels.of("result", "timeout"), redis.timedOut());
        lookups.add(Labels.of("result", "refused"), redis.refused());
        return List.of(lookups,
                Family.of("howdah_cache_redis_lookup_seconds_total", "Time that the answered look-ups took.")
                        .add(redis.seconds()),
                Family.of("howdah_cache_redis_connected", "Whether there is a connection to Redis.")
                        .add(redis.connected() ? 1 : 0),
                Family.of("howdah_cache_redis_connections_total", "Connections to Redis since the start.")
                        .add(redis.connections()),
                Family.of("howdah_cache_redis_errors_total", "Commands that Redis refused or answered with garbage.")
                        .add(redis.errors()),
                Family.of("howdah_cache_redis_queue", "Commands that wait for Redis.").add(queue));
    }
}
