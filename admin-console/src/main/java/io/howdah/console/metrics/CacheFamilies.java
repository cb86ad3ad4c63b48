package io.howdah.console.metrics;

import io.howdah.console.view.CacheSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
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
        }
        Family bypasses = Family.of("howdah_cache_bypasses_total", "Statements that the cache left to a server, by the reason.");
        reading.cacheBypasses().forEach((reason, count) -> bypasses.add(Labels.of("reason", reason), count));
        return List.of(entries, bytes, hits, misses, fills, rejected, evictions, invalidations, bypasses);
    }
}
