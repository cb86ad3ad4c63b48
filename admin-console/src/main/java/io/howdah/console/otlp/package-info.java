/**
 * The metrics pushed: {@link io.howdah.console.otlp.OtlpPush} sends what {@link io.howdah.console.metrics.Metrics} reads to an OpenTelemetry
 * collector, as {@link io.howdah.console.otlp.OtlpDocument} writes it, and goes by {@link io.howdah.console.otlp.OtlpAnswer}.
 */
package io.howdah.console.otlp;
