/**
 * The pooler in numbers for monitoring systems: reads the {@link io.howdah.console.view.PoolerView} and writes Prometheus'
 * formats. Start at {@link io.howdah.console.metrics.Metrics}. Each {@code ...Families} class has the names of one vocabulary;
 * {@code docs/metrics.md} lists them.
 */
@NullMarked
package io.howdah.console.metrics;

import org.jspecify.annotations.NullMarked;
