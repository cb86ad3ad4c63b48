package io.howdah.proxy.cache.redis;

import java.util.concurrent.atomic.LongAdder;

/** Counts for {@link RedisCounters}, through all eras of a link. */
final class Tally {
    final LongAdder eras = new LongAdder();
    final LongAdder lookUps = new LongAdder();
    final LongAdder answers = new LongAdder();
    final LongAdder timeouts = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder errors = new LongAdder();
    final LongAdder latency = new LongAdder();
}
