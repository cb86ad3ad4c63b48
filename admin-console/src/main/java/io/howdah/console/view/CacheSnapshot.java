package io.howdah.console.view;

/**
 * One row of SHOW CACHE: the result cache of one database. Counts run since the pooler started.
 *
 * @param database the database as clients name it
 * @param mode the word of the database's setting; {@code paused} or {@code bypass} while an operator holds the cache
 * @param entries answers in memory now
 * @param bytes memory that these answers take
 * @param hitsMemory statements answered from memory
 * @param hitsRedis statements answered from Redis
 * @param misses statements that may be cached and that a server had to answer
 * @param bypasses statements that the cache left to a server; {@link PoolerView#cacheBypasses} has the reasons
 * @param fills answers stored
 * @param rejected answers of servers that the cache did not store: too large, or a table was written meanwhile
 * @param evictions answers dropped for want of memory
 * @param invalidations answers dropped because a table was written or an operator said CACHE FLUSH
 * @param redisState state of the connection to Redis; empty for a cache in memory alone
 * @param redisQueue commands that wait for Redis now
 * @param coalesced those of hitsMemory for which clients have waited while another client asked the same
 * @param savedMicros what servers took for the answers when they were asked, once for each time that an answer was given from memory
 */
public record CacheSnapshot(
        String database,
        String mode,
        long entries,
        long bytes,
        long hitsMemory,
        long hitsRedis,
        long misses,
        long bypasses,
        long fills,
        long rejected,
        long evictions,
        long invalidations,
        String redisState,
        long redisQueue,
        long coalesced,
        long savedMicros) {

    /** The part of the lookups that found an answer, from 0 to 1; 0 if there was no lookup. Bypasses are no lookups. */
    public double hitRatio() {
        long hits = hitsMemory + hitsRedis;
        return hits == 0 ? 0 : hits / ((double) hits + misses);
    }
}
