package io.howdah.proxy.server;

/** Age, idle time and time of the last request of one server connection. Times are System.nanoTime(). */
public final class ServerAge {

    private final long connectedNanos = System.nanoTime();
    private final long lifetimeNanos;
    private long idleSinceNanos;
    private long requestNanos;

    /** @param lifetimeNanos how long the connection may live; 0 for no limit */
    ServerAge(long lifetimeNanos) {
        this.lifetimeNanos = lifetimeNanos;
    }

    /** When the connection was made. */
    public long connectedNanos() {
        return connectedNanos;
    }

    /** Seconds since the connection was made. */
    public long seconds() {
        return (System.nanoTime() - connectedNanos) / 1_000_000_000L;
    }

    /**
     * Whether the connection has passed its share of server_lifetime. The shares differ a little, so that not all connections end
     * at the same time.
     */
    public boolean isOver(long nowNanos) {
        return lifetimeNanos > 0 && nowNanos - connectedNanos > lifetimeNanos;
    }

    /** Since when the connection has been idle. */
    public long idleSinceNanos() {
        return idleSinceNanos;
    }

    /** Notes that the connection is idle from now on. */
    public void idleSince(long nowNanos) {
        idleSinceNanos = nowNanos;
    }

    /** When the last request was sent; 0 before the first. */
    public long requestNanos() {
        return requestNanos;
    }

    /** Notes that a request is sent now. */
    public void requestAt(long nowNanos) {
        requestNanos = nowNanos;
    }
}
