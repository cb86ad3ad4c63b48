package io.howdah.proxy.ledger;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * There is no memory left for a buffer. The connection that needs the buffer is closed, which frees the memory held for it, and
 * the pooler goes on; the log says so once a second at most. (If the heap is used up, the JVM ends itself:
 * {@code -XX:+ExitOnOutOfMemoryError}.)
 */
public final class MemoryShortage {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryShortage.class);

    private static final AtomicLong TOLD = new AtomicLong(System.nanoTime() - TimeUnit.SECONDS.toNanos(1));

    private MemoryShortage() {}

    /** A buffer could not be allocated. */
    public static void noticed(OutOfMemoryError shortage) {
        long now = System.nanoTime();
        long before = TOLD.get();
        if (now - before >= TimeUnit.SECONDS.toNanos(1) && TOLD.compareAndSet(before, now)) {
            LOG.warn("out of memory: whoever needs more is closed: {}", shortage.getMessage());
        }
    }
}
