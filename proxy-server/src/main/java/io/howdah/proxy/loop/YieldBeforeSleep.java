package io.howdah.proxy.loop;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;

/**
 * Decides what an event loop does when no event is left: it polls once more without waiting, yields the core to other threads,
 * and only then sleeps in the kernel.
 *
 * <p>The pooler's writes wake its peers. If clients, pooler and PostgreSQL share cores, an immediate sleep means a wake-up for
 * nearly every message. If the peers run first, the next wake-up finds several messages. On a loop with a core of its own, both
 * steps cost well under a microsecond for each wake-up. Measured in {@code bench/README.md}.
 */
final class YieldBeforeSleep implements SelectStrategy {

    @Override
    public int calculateStrategy(IntSupplier poll, boolean hasTasks) throws Exception {
        int ready = poll.get();
        if (ready > 0 || hasTasks) {
            return ready;
        }
        Thread.yield();
        return SELECT;
    }
}
