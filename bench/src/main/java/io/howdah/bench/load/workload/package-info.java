/**
 * What a transaction asks for, and of which rows. Start at {@link io.howdah.bench.load.workload.Workload}.
 */
package io.howdah.bench.load.workload;
