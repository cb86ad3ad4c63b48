/**
 * {@code howdah bench load} and {@code howdah bench crowd}: reads their options, starts PostgreSQL and Howdah for them, and
 * reports their results. Start at {@link io.howdah.bench.load.command.LoadCommand}.
 */
@NullMarked
package io.howdah.bench.load.command;

import org.jspecify.annotations.NullMarked;
