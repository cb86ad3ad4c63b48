/**
 * {@code howdah bench compare} and {@code howdah bench guard}: several contenders do the same work before the same PostgreSQL, in
 * turn. Start at {@link io.howdah.bench.compare.CompareCommand}. {@code Laps} and {@code Slices} organise the turns,
 * {@code Contender} is a participant, and {@code report} writes the results.
 */
@NullMarked
package io.howdah.bench.compare;

import org.jspecify.annotations.NullMarked;
