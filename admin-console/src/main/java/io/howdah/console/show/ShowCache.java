package io.howdah.console.show;

import io.howdah.console.view.CacheSnapshot;
import io.howdah.console.view.PoolerView;

/** SHOW CACHE: the result cache of each database. Howdah's own table. */
final class ShowCache {

    static final ShowTable<CacheSnapshot> TABLE = ShowTable.named("CACHE", PoolerView::cache)
            .text("database", CacheSnapshot::database)
            .text("mode", CacheSnapshot::mode)
            .int8("entries", CacheSnapshot::entries)
            .int8("bytes", CacheSnapshot::bytes)
            .int8("hits_memory", CacheSnapshot::hitsMemory)
            .int8("hits_redis", CacheSnapshot::hitsRedis)
            .int8("misses", CacheSnapshot::misses)
            .int8("bypasses", CacheSnapshot::bypasses)
            .int8("fills", CacheSnapshot::fills)
            .int8("rejected", CacheSnapshot::rejected)
            .int8("evictions", CacheSnapshot::evictions)
            .int8("invalidations", CacheSnapshot::invalidations)
            .float8("hit_ratio", row -> Math.round(row.hitRatio() * 10_000) / 10_000.0)
            .text("redis_state", CacheSnapshot::redisState)
            .int8("redis_queue", CacheSnapshot::redisQueue)
            .forStatsUsers();

    private ShowCache() {}
}
