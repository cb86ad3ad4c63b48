/**
 * {@code howdah bench shows} compares the measurements of Howdah's console with those of a PgBouncer under the same load. Start
 * at {@link io.howdah.bench.shows.ShowsCommand}. {@code Pair} starts the two poolers, and {@code Values} compares their values.
 * The test {@code ConsoleParityIT} uses the same pair to check the values that are equal on any machine.
 */
@NullMarked
package io.howdah.bench.shows;

import org.jspecify.annotations.NullMarked;
