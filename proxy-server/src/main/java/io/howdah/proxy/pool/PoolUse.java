package io.howdah.proxy.pool;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Tracks the clients and servers of a pool, and since when it has none: whether {@link Pools} may forget the pool. Any thread.
 */
final class PoolUse {

    private final BooleanSupplier hasNoServers;
    private final AtomicInteger clients = new AtomicInteger();
    // The configuration names the pool: the database's entry has a user.
    private volatile boolean kept;
    // A server of the pool has logged in at least once.
    private volatile boolean born;
    // When a client or a server last left, System.nanoTime(): for pool_idle_timeout.
    private volatile long leftNanos = System.nanoTime();

    /** @param hasNoServers whether the pool has no server and opens no connection */
    PoolUse(BooleanSupplier hasNoServers) {
        this.hasNoServers = hasNoServers;
    }

    /** A client has joined the pool. */
    void clientComes() {
        clients.incrementAndGet();
    }

    /** A client that had joined the pool has left. */
    void clientLeft() {
        leftNanos = System.nanoTime();
        clients.decrementAndGet();
    }

    /** Keeps the pool even without clients. */
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

    /**
     * Whether the pool was never in use: no server has ever logged in for it, and it has neither a client nor a connection on its
     * way.
     */
    boolean isUnborn() {
        return !born && !kept && clients.get() == 0 && hasNoServers.getAsBoolean();
    }

    /** Whether the pool has had neither clients nor servers for this long. */
    boolean isEmptyFor(Duration time) {
        return clients.get() == 0 && hasNoServers.getAsBoolean() && System.nanoTime() - leftNanos >= time.toNanos();
    }
}
