/** The statements of a transaction, and the rows that they read. Start at {@link io.howdah.bench.load.workload.Workload}. */
package io.howdah.bench.load.workload;
