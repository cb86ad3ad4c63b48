package io.howdah.console.live;

import io.howdah.console.view.CacheSnapshot;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows the result caches of all databases together from reading to reading. Not thread-safe. */
final class CacheTrack {

    private static final String HITS = "hits";
    private static final String MISSES = "misses";

    /**
     * The page's figures.
     *
     * @param ratio part of the last minute's lookups that found an answer, from 0 to 1; null if there was no lookup
     * @param bytes memory that answers take
     */
    record Figures(@Nullable Double ratio, long bytes) {}

    private final LastMinute lookups = new LastMinute();

    /** Takes one reading. @return null if no database has a cache */
    @Nullable
    Figures add(List<CacheSnapshot> caches, long nowNanos) {
        long found = 0;
        long missed = 0;
        long bytes = 0;
        for (CacheSnapshot cache : caches) {
            found += cache.hitsMemory() + cache.hitsRedis();
            missed += cache.misses();
            bytes += cache.bytes();
        }
        long recentHits = 0;
        long recentLookups = 0;
        for (LastMinute.Count count : lookups.add(Map.of(HITS, found, MISSES, missed), nowNanos)) {
            recentLookups += count.recent();
            if (count.word().equals(HITS)) {
                recentHits = count.recent();
            }
        }
        if (caches.isEmpty()) {
            return null;
        }
        return new Figures(recentLookups == 0 ? null : (double) recentHits / recentLookups, bytes);
    }
}
