/**
 * The pools' counters. Start at {@link io.howdah.proxy.stats.PoolStats}: each pool has one for each loop. Only this loop writes
 * it, any thread may read it, and the view sums them up.
 */
@NullMarked
package io.howdah.proxy.stats;

import org.jspecify.annotations.NullMarked;
