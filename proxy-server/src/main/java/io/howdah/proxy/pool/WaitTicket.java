package io.howdah.proxy.pool;

import org.jspecify.annotations.Nullable;

/**
 * A client's place in the queue of its pool. A client keeps one ticket for all its life. The lock of {@link PoolLists} guards the
 * links.
 */
public final class WaitTicket {

    final Waiter waiter;
    @Nullable
    WaitTicket previous;
    @Nullable
    WaitTicket next;
    boolean queued;
    // The client's loop writes it before the client queues. Others read it under the lock, and the live view at any time.
    volatile long sinceNanos;

    /** @param waiter the client that has this place */
    public WaitTicket(Waiter waiter) {
        this.waiter = waiter;
    }

    /** Since when the client has waited, as System.nanoTime(). */
    public long sinceNanos() {
        return sinceNanos;
    }
}
