package io.howdah.proxy.loop;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;

/**
 * What an event loop does when it has dealt with everything: it looks once more without waiting, lets whoever waits for this core run
 * first, and only then sleeps in the kernel.
 *
 * <p>A pooler's peers are woken by what it sends. Where clients, pooler and PostgreSQL share cores, going to sleep at once means a
 * wake-up for nearly every message; letting them run first means that the next wake-up finds several messages. On a loop that has a
 * core to itself both steps cost well under a microsecond a wake-up. Measured in {@code bench/README.md}.
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
