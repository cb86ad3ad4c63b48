package io.howdah.proxy.pool;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Who needs a pool, and since when nobody does: whether it may be forgotten. Any thread. */
final class PoolUse {

    private final BooleanSupplier hasNoServers;
    private final AtomicInteger clients = new AtomicInteger();
    // An operator has asked for the pool by name.
    private volatile boolean kept;
    // A server of the pool has logged in at least once.
    private volatile boolean born;
    // When a client or a server last left, System.nanoTime(): for pool_idle_timeout.
    private volatile long leftNanos = System.nanoTime();

    /** @param hasNoServers whether the pool has no connection, nor one on its way */
    PoolUse(BooleanSupplier hasNoServers) {
        this.hasNoServers = hasNoServers;
    }

    /** A client has come to stay. */
    void clientComes() {
        clients.incrementAndGet();
    }

    /** A client that had come to stay has left. */
    void clientLeft() {
        leftNanos = System.nanoTime();
        clients.decrementAndGet();
    }

    /** The pool stays, whether it has clients or not. */
    void keep() {
        kept = true;
    }

    /** A server has logged in. */
    void serverCame() {
        born = true;
    }

    /** A server has closed, or could not be opened. */
    void serverLeft() {
        leftNanos = System.nanoTime();
    }

    /** Whether nobody needs the pool: no server has ever logged in for it, and it has no client, nor a connection on its way. */
    boolean isUnborn() {
        return !born && !kept && clients.get() == 0 && hasNoServers.getAsBoolean();
    }

    /** Whether the pool has had neither clients nor servers for so long. */
    boolean isEmptyFor(Duration time) {
        return clients.get() == 0 && hasNoServers.getAsBoolean() && System.nanoTime() - leftNanos >= time.toNanos();
    }
}
