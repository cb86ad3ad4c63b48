package io.howdah.proxy.pool;

/** A waiter's place in the queue of its pool: one object a waiter for all its life. The lock of {@link PoolLists} guards the links. */
public final class WaitTicket {

    final Waiter waiter;
    WaitTicket previous;
    WaitTicket next;
    boolean queued;
    // Written by the waiter's loop before it queues; read by others under the lock, and by the view at any time.
    volatile long sinceNanos;

    /** @param waiter whose place it is */
    public WaitTicket(Waiter waiter) {
        this.waiter = waiter;
    }

    /** Since when it has waited, System.nanoTime(). */
    public long sinceNanos() {
        return sinceNanos;
    }
}
