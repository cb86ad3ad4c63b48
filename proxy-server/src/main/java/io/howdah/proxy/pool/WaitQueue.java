package io.howdah.proxy.pool;

import java.util.function.Consumer;

/**
 * Who waits, first come, first served: a list for each loop, so that a server that comes free may go to the oldest waiter of its own loop
 * instead of the oldest of all, as long as that one is not more than {@link #LOCALITY_NANOS} older. The bound is what keeps the queue
 * fair; the freedom saves moving a connection between loops. Guarded by the lock of {@link PoolLists}.
 */
final class WaitQueue {

    /** How much older the oldest of all may be than the one served: 2 ms. */
    static final long LOCALITY_NANOS = 2_000_000L;

    private final WaitTicket[] heads;
    private final WaitTicket[] tails;
    private int size;

    WaitQueue(int loops) {
        heads = new WaitTicket[loops];
        tails = new WaitTicket[loops];
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

    /** Puts back one that had been taken out in vain: before all of its loop who have waited for less long. */
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

    /** @return whether it was queued */
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

    /** Takes out who is to be served by a server of this loop; null where nobody waits. */
    WaitTicket poll(int loop) {
        if (size == 0) {
            return null;
        }
        WaitTicket oldest = oldest();
        WaitTicket local = heads[loop];
        WaitTicket served = local != null && local.sinceNanos - oldest.sinceNanos <= LOCALITY_NANOS ? local : oldest;
        remove(served);
        return served;
    }

    /** Who has waited longest; null where nobody waits. */
    WaitTicket oldest() {
        WaitTicket oldest = null;
        for (WaitTicket head : heads) {
            if (head != null && (oldest == null || head.sinceNanos - oldest.sinceNanos < 0)) {
                oldest = head;
            }
        }
        return oldest;
    }

    void drain(Consumer<WaitTicket> to) {
        for (WaitTicket ticket = oldest(); ticket != null; ticket = oldest()) {
            remove(ticket);
            to.accept(ticket);
        }
    }
}
