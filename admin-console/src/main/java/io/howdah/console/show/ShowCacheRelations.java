package io.howdah.console.show;

import io.howdah.console.view.CacheRelationSnapshot;
import io.howdah.console.view.PoolerView;

/** SHOW CACHE_RELATIONS: the tables from which cached answers come, and who writes them. Howdah's own table. */
final class ShowCacheRelations {

    static final ShowTable<CacheRelationSnapshot> TABLE = ShowTable.named("CACHE_RELATIONS", PoolerView::cacheRelations)
            .text("database", CacheRelationSnapshot::database)
            .text("relation", CacheRelationSnapshot::relation)
            .int8("oid", CacheRelationSnapshot::oid)
            .int4("writers", CacheRelationSnapshot::writers)
            .int8("writes", CacheRelationSnapshot::writes)
            .int8("since_last_write_us", CacheRelationSnapshot::sinceLastWriteMicros)
            .forStatsUsers();

    private ShowCacheRelations() {}
}
