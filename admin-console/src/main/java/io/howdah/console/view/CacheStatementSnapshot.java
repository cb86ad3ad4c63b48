package io.howdah.console.view;

import java.util.List;

/**
 * One row of SHOW CACHE_STATEMENTS: a statement that the result cache has met. Counts run since the cache met the statement.
 *
 * @param database of the pool
 * @param user of the pool
 * @param id for CACHE FLUSH STATEMENT
 * @param state eligible, bypass, probing or unknown
 * @param reason the code of the reason against caching, as in {@link CacheVerdict}; empty for a statement in another state
 * @param detail the reason in English; empty for a statement in another state
 * @param tables the tables from which the answer comes, as PostgreSQL writes their names; empty unless eligible
 * @param ttlMillis longest life of an answer, milliseconds; 0 if answers are not kept
 * @param hits executions answered from the cache
 * @param misses executions that a server had to answer
 * @param fills answers stored
 * @param query the beginning of the text, on one line
 */
public record CacheStatementSnapshot(
        String database,
        String user,
        String id,
        String state,
        String reason,
        String detail,
        List<String> tables,
        long ttlMillis,
        long hits,
        long misses,
        long fills,
        String query) {

    /** Takes an immutable copy of the tables. */
    public CacheStatementSnapshot {
        tables = List.copyOf(tables);
    }
}
