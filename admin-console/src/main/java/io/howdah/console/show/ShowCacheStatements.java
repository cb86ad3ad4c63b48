package io.howdah.console.show;

import io.howdah.console.view.CacheStatementSnapshot;
import io.howdah.console.view.PoolerView;

/**
 * SHOW CACHE_STATEMENTS: the statements that the result cache has met. Howdah's own table; for administrators alone, for texts
 * may hold secrets.
 */
final class ShowCacheStatements {

    static final ShowTable<CacheStatementSnapshot> TABLE = ShowTable.named("CACHE_STATEMENTS", PoolerView::cacheStatements)
            .text("database", CacheStatementSnapshot::database)
            .text("user", CacheStatementSnapshot::user)
            .text("id", CacheStatementSnapshot::id)
            .text("state", CacheStatementSnapshot::state)
            .text("reason", CacheStatementSnapshot::reason)
            .text("detail", CacheStatementSnapshot::detail)
            .text("tables", row -> String.join(", ", row.tables()))
            .int8("ttl_ms", CacheStatementSnapshot::ttlMillis)
            .int8("hits", CacheStatementSnapshot::hits)
            .int8("misses", CacheStatementSnapshot::misses)
            .int8("fills", CacheStatementSnapshot::fills)
            .text("query", CacheStatementSnapshot::query)
            .forAdministrators();

    private ShowCacheStatements() {}
}
