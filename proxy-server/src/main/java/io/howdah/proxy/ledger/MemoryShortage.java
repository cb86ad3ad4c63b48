package io.howdah.proxy.ledger;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * There is no memory left for a buffer. Whoever needed one is closed, which frees what was held for it, and the pooler goes on; that is told
 * once a second at most. (Where the heap is used up the JVM ends itself: {@code -XX:+ExitOnOutOfMemoryError}.)
 */
public final class MemoryShortage {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryShortage.class);

    private static final AtomicLong TOLD = new AtomicLong(System.nanoTime() - TimeUnit.SECONDS.toNanos(1));

    private MemoryShortage() {}

    /** Somebody did not get a buffer. */
    public static void noticed(OutOfMemoryError shortage) {
        long now = System.nanoTime();
        long before = TOLD.get();
        if (now - before >= TimeUnit.SECONDS.toNanos(1) && TOLD.compareAndSet(before, now)) {
            LOG.warn("out of memory: whoever needs more is closed: {}", shortage.getMessage());
        }
    }
}
