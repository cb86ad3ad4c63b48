package io.howdah.proxy.server;

/** Since when one server connection has lived, been idle and been asked something. Times are System.nanoTime(). */
public final class ServerAge {

    private final long connectedNanos = System.nanoTime();
    private final long lifetimeNanos;
    private long idleSinceNanos;
    private long requestNanos;

    /** @param lifetimeNanos how long the connection may live; 0 for any length */
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
     * Whether the connection has lived as long as it may; each connection's share of server_lifetime differs a little, so that not all end at
     * once.
     */
    public boolean isOver(long nowNanos) {
        return lifetimeNanos > 0 && nowNanos - connectedNanos > lifetimeNanos;
    }

    /** Since when nobody has used the connection. */
    public long idleSinceNanos() {
        return idleSinceNanos;
    }

    /** Notes that nobody uses the connection from now on. */
    public void idleSince(long nowNanos) {
        idleSinceNanos = nowNanos;
    }

    /** When the last request was sent; 0 before the first. */
    public long requestNanos() {
        return requestNanos;
    }

    /** Notes that a request goes out now. */
    public void requestAt(long nowNanos) {
        requestNanos = nowNanos;
    }
}
