package io.howdah.console.metrics;

/**
 * In which names what other programs call differently is told.
 *
 * @param statsTotals pgbouncer_exporter's of SHOW STATS since its 0.11: {@code pgbouncer_stats_totals_}
 * @param stats those before: {@code pgbouncer_stats_}
 * @param cloudNative CloudNativePG's, {@code cnpg_pgbouncer_}
 */
public record MetricsNames(boolean statsTotals, boolean stats, boolean cloudNative) {}
