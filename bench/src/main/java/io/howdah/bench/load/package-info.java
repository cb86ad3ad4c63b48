/**
 * The load generator: thousands of clients of the PostgreSQL protocol on a few threads, which allocate nothing per transaction.
 * Start at {@link io.howdah.bench.load.LoadRun}; the command line is {@code load.command}.
 */
@NullMarked
package io.howdah.bench.load;

import org.jspecify.annotations.NullMarked;
