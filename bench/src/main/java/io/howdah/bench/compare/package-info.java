/**
 * {@code howdah bench compare}: Howdah and PgBouncer with the same file before the same server, turn by turn. Start at
 * {@link io.howdah.bench.compare.CompareCommand}.
 */
package io.howdah.bench.compare;
