/**
 * {@code howdah bench shows}: what the console of Howdah measures beside that of a PgBouncer that bears the same load. Start at
 * {@link io.howdah.bench.shows.ShowsCommand}; who stands side by side is {@code Pair}, what is measured is {@code Values}. The
 * test {@code ConsoleParityIT} holds the same two to what has to be equal on any machine.
 */
package io.howdah.bench.shows;
