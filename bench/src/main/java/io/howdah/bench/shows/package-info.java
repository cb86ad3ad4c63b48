/**
 * {@code howdah bench shows}: the console of Howdah beside that of a PgBouncer that bears the same load. Start at
 * {@link io.howdah.bench.shows.ShowsCommand}; who stands side by side is {@code Pair}, what they are held to is {@code Columns},
 * {@code Settings} and {@code Values}.
 */
package io.howdah.bench.shows;
