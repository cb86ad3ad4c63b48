/**
 * {@code howdah bench load} and {@code howdah bench crowd}: options, what is started for them, and how their results are shown.
 * Start at {@link io.howdah.bench.load.command.LoadCommand}.
 */
package io.howdah.bench.load.command;
