/**
 * What is counted. Start at {@link io.howdah.proxy.stats.PoolStats}: one for each pool and loop, written by that loop alone, readable from
 * any thread, summed by the view.
 */
package io.howdah.proxy.stats;
