package io.howdah.proxy.pool;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The waiting clients of a pool, first come, first served, in a list for each loop. A server goes to the oldest client of its own
 * loop instead of the oldest client of all, as long as the latter is not more than {@link #LOCALITY_NANOS} older. The choice
 * saves moving a connection between loops, and the bound keeps the queue fair. Guarded by the lock of {@link PoolLists}.
 */
final class WaitQueue {

    /** How much older the oldest client of all may be than the client that is served: 2 ms. */
    static final long LOCALITY_NANOS = 2_000_000L;

    private final @Nullable WaitTicket[] heads;
    private final @Nullable WaitTicket[] tails;
    private int size;

    WaitQueue(int loops) {
        heads = new @Nullable WaitTicket[loops];
        tails = new @Nullable WaitTicket[loops];
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(WaitTicket ticket) {
        int loop = ticket.waiter.loop().index();
        ticket.queued = true;
        ticket.previous = tails[loop];
        ticket.next = null;
        if (tails[loop] == null) {
            heads[loop] = ticket;
        } else {
            tails[loop].next = ticket;
        }
        tails[loop] = ticket;
        size++;
    }

    /** Puts back a client that was taken out in vain, before all clients of its loop that have waited for less long. */
    void putBack(WaitTicket ticket) {
        int loop = ticket.waiter.loop().index();
        WaitTicket before = null;
        WaitTicket after = heads[loop];
        while (after != null && after.sinceNanos - ticket.sinceNanos < 0) {
            before = after;
            after = after.next;
        }
        ticket.queued = true;
        ticket.previous = before;
        ticket.next = after;
        if (before == null) {
            heads[loop] = ticket;
        } else {
            before.next = ticket;
        }
        if (after == null) {
            tails[loop] = ticket;
        } else {
            after.previous = ticket;
        }
        size++;
    }

    /** @return whether the client was in the queue */
    boolean remove(WaitTicket ticket) {
        if (!ticket.queued) {
            return false;
        }
        int loop = ticket.waiter.loop().index();
        if (ticket.previous == null) {
            heads[loop] = ticket.next;
        } else {
            ticket.previous.next = ticket.next;
        }
        if (ticket.next == null) {
            tails[loop] = ticket.previous;
        } else {
            ticket.next.previous = ticket.previous;
        }
        ticket.previous = null;
        ticket.next = null;
        ticket.queued = false;
        size--;
        return true;
    }

    /** Takes out the client for a free server of this loop; null if no client waits. */
    @Nullable
    WaitTicket poll(int loop) {
        if (size == 0) {
            return null;
        }
        WaitTicket oldest = oldest();
        assert oldest != null : "a client that is counted is in a list";
        WaitTicket local = heads[loop];
        WaitTicket served = local != null && local.sinceNanos - oldest.sinceNanos <= LOCALITY_NANOS ? local : oldest;
        remove(served);
        return served;
    }

    /** The client that has waited longest; null if no client waits. */
    @Nullable
    WaitTicket oldest() {
        WaitTicket oldest = null;
        for (WaitTicket head : heads) {
            if (head != null && (oldest == null || head.sinceNanos - oldest.sinceNanos < 0)) {
                oldest = head;
            }
        }
        return oldest;
    }

    /** The client at this place among those of a loop, from 0; the last one if fewer wait, and null if none does. */
    @Nullable
    WaitTicket at(int loop, int place) {
        WaitTicket ticket = heads[loop];
        for (int i = 0; i < place && ticket != null && ticket.next != null; i++) {
            ticket = ticket.next;
        }
        return ticket;
    }

    /** Since when the oldest client waits, as System.nanoTime(); 0 if no client waits. */
    long oldestNanos() {
        WaitTicket oldest = oldest();
        return oldest == null ? 0 : oldest.sinceNanos;
    }

    void drain(Consumer<WaitTicket> to) {
        for (WaitTicket ticket = oldest(); ticket != null; ticket = oldest()) {
            remove(ticket);
            to.accept(ticket);
        }
    }
}
