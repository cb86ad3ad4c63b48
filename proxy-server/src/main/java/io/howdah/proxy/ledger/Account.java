package io.howdah.proxy.ledger;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of one kind that are held for all clients together, and the bound on them. Small ones are not worth counting: each holder says
 * from which size on it counts. Any thread.
 */
public final class Account {

    private final String name;
    private volatile long limit;
    private final AtomicLong held = new AtomicLong();

    /**
     * @param name in SHOW MEM
     * @param limit how many bytes there may be
     */
    public Account(String name, long limit) {
        this.name = name;
        this.limit = limit;
    }

    /** Its name in SHOW MEM. */
    public String name() {
        return name;
    }

    /** How many bytes there may be. */
    public long limit() {
        return limit;
    }

    /** Sets another bound; what is there stays. */
    public void limit(long bytes) {
        limit = bytes;
    }

    /** How many bytes there are. */
    public long held() {
        return held.get();
    }

    /** Whether there are as many as there may be: who asks for more waits, or is refused. */
    public boolean isFull() {
        return held.get() >= limit;
    }

    /** Enters bytes where the bound allows. @return false where it does not: nothing is entered then */
    public boolean take(long bytes) {
        if (held.addAndGet(bytes) > limit) {
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** Enters bytes that are there already, beyond the bound too; a negative number takes some out. */
    public void add(long bytes) {
        held.addAndGet(bytes);
    }

    /** Takes bytes out that were entered. */
    public void giveBack(long bytes) {
        held.addAndGet(-bytes);
    }
}
