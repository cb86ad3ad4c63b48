/**
 * The load generator: very many clients of the PostgreSQL protocol on very few threads, which allocate nothing per transaction.
 * Start at {@link io.howdah.bench.load.LoadRun}; the command line is {@code load.command}.
 */
package io.howdah.bench.load;
