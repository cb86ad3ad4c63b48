/**
 * Writes measurements down: pure functions from records to text. Start at {@link io.howdah.bench.report.Comparison}, which
 * becomes JSON, a page of HTML or lines of text; other reports use {@link io.howdah.bench.report.Json} too. The page draws its
 * own JSON: {@code comparison.html}, {@code comparison.css} and {@code comparison.js} are resources of this package.
 */
@NullMarked
package io.howdah.bench.report;

import org.jspecify.annotations.NullMarked;
