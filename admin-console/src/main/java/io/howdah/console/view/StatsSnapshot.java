package io.howdah.console.view;

/**
 * One row of SHOW STATS.
 *
 * @param database the database as clients name it
 * @param totals since the pooler started, or since the database's first pool was made
 * @param averages over the last one to two stats_periods
 */
public record StatsSnapshot(String database, StatsValues totals, StatsValues averages) {}
