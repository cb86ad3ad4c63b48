/**
 * The pooler in numbers for monitoring systems: reads the {@link io.howdah.console.view.PoolerView} and writes Prometheus' formats. Start at
 * {@link io.howdah.console.metrics.Metrics}; each {@code ...Families} class is one dictionary of names. {@code docs/metrics.md} lists them.
 */
package io.howdah.console.metrics;
