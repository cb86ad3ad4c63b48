package io.howdah.console.metrics;

/**
 * The sets of foreign names that the metrics have beside Howdah's own.
 *
 * @param statsTotals pgbouncer_exporter's names of SHOW STATS since its 0.11: {@code pgbouncer_stats_totals_}
 * @param stats the older names: {@code pgbouncer_stats_}
 * @param cloudNative CloudNativePG's names, {@code cnpg_pgbouncer_}
 */
public record MetricsNames(boolean statsTotals, boolean stats, boolean cloudNative) {}
