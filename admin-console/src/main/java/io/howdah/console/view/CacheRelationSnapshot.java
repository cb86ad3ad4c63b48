package io.howdah.console.view;

/**
 * One row of SHOW CACHE_RELATIONS: a table from which cached answers come.
 *
 * @param database the database's name in PostgreSQL
 * @param relation the table's name as PostgreSQL writes it: with its schema, and in quotes where they are needed
 * @param oid of the table in pg_class
 * @param writers open transactions that have written the table
 * @param writes of the table that the cache has seen since the pooler started
 * @param sinceLastWriteMicros time since the last of these writes, microseconds; -1 if there was none
 */
public record CacheRelationSnapshot(
        String database, String relation, long oid, int writers, long writes, long sinceLastWriteMicros) {}
