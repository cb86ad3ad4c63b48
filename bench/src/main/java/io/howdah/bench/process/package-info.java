/**
 * Poolers as processes of their own, the way they are deployed, and what the system says about them. Start at
 * {@link io.howdah.bench.process.PoolerProcess}.
 */
package io.howdah.bench.process;
