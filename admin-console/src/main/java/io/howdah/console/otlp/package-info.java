/**
 * Pushes the metrics. {@link io.howdah.console.otlp.OtlpPush} sends the metrics that {@link io.howdah.console.metrics.Metrics}
 * reads to an OpenTelemetry collector; {@link io.howdah.console.otlp.OtlpDocument} writes the request,
 * {@link io.howdah.console.otlp.OtlpAnswer} reads the answer.
 */
@NullMarked
package io.howdah.console.otlp;

import org.jspecify.annotations.NullMarked;
