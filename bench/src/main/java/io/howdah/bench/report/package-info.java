/**
 * How measurements are written down: pure functions from records to text. Start at {@link io.howdah.bench.report.Comparison},
 * which becomes JSON, a page of HTML or lines of text; {@link io.howdah.bench.report.Json} serves other reports too. The page
 * draws its own JSON: {@code comparison.html}, {@code comparison.css} and {@code comparison.js} are resources of this package.
 */
package io.howdah.bench.report;
