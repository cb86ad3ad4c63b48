package io.howdah.proxy.ledger;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of one kind that the pooler holds for all clients together, and their limit. Small amounts are not worth counting: each
 * holder decides from which size on it counts. Any thread.
 */
public final class Account {

    private final String name;
    private volatile long limit;
    private final AtomicLong held = new AtomicLong();

    /**
     * @param name in SHOW MEM
     * @param limit in bytes
     */
    public Account(String name, long limit) {
        this.name = name;
        this.limit = limit;
    }

    /** The account's name in SHOW MEM. */
    public String name() {
        return name;
    }

    /** The limit in bytes. */
    public long limit() {
        return limit;
    }

    /** Sets another limit; bytes beyond it stay. */
    public void limit(long bytes) {
        limit = bytes;
    }

    /** The bytes held. */
    public long held() {
        return held.get();
    }

    /** Whether the limit is reached. A client that asks for more then waits or is refused. */
    public boolean isFull() {
        return held.get() >= limit;
    }

    /** Enters bytes within the limit. @return false if they would exceed the limit; then none are entered */
    public boolean take(long bytes) {
        if (held.addAndGet(bytes) > limit) {
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** Enters bytes that are held already, even beyond the limit; a negative number removes some. */
    public void add(long bytes) {
        held.addAndGet(bytes);
    }

    /** Removes bytes that were entered. */
    public void giveBack(long bytes) {
        held.addAndGet(-bytes);
    }
}
