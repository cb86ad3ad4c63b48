/** How measurements are written down. Start at {@link io.howdah.bench.report.JsonWriter}. */
package io.howdah.bench.report;
