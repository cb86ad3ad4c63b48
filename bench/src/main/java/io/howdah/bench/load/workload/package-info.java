/** The statements of a transaction, and the rows that they read. Start at {@link io.howdah.bench.load.workload.Workload}. */
@NullMarked
package io.howdah.bench.load.workload;

import org.jspecify.annotations.NullMarked;
