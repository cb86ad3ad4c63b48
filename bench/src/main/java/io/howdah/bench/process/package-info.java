/**
 * Runs poolers as child processes, as in production, and reads what Linux reports of a process. Start at
 * {@link io.howdah.bench.process.PoolerProcess}.
 */
@NullMarked
package io.howdah.bench.process;

import org.jspecify.annotations.NullMarked;
