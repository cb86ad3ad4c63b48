package io.howdah.proxy.pool;

/**
 * What an operator has closed: one for each database, and one for all of them. Changed by commands, on any thread; read by pools under
 * their lock, so that a pool that has been told of a change has seen it.
 */
public final class Gate {

    private volatile boolean paused;
    private volatile boolean suspended;
    private volatile boolean disabled;
    private volatile long askedNanos = System.nanoTime();

    /** Somebody asks for it, to close something or to have a pool look at it. */
    void asked() {
        askedNanos = System.nanoTime();
    }

    /** Whether nothing is closed, and nobody has asked for it since then. */
    boolean isOpenSince(long nanos) {
        return !paused && !suspended && !disabled && nanos - askedNanos > 0;
    }

    /** Whether nobody gets a server, and servers are closed as they come free. */
    public boolean isPaused() {
        return paused;
    }

    /** Whether nobody gets a server. */
    boolean isHeld() {
        return paused || suspended;
    }

    /** Keeps servers from clients, as they are. */
    void suspend(boolean on) {
        suspended = on;
    }

    void pause(boolean on) {
        paused = on;
    }

    /** Whether nobody new is let in. */
    public boolean isDisabled() {
        return disabled;
    }

    /** Lets new clients in, or not. */
    public void disable(boolean on) {
        disabled = on;
    }
}
