package io.howdah.proxy.server;

import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.stats.PoolStats;

/** State and loop of one server connection. ServerProgress alone writes the server counts of SHOW POOLS for the connection. */
final class ServerProgress {

    private final Object name;
    private final Runnable idle;
    private final PoolStats[] statsByLoop;
    // Other threads read only this field, to send work to the loop. It changes only while no client has the connection.
    private volatile Loop loop;
    private ServerState state = ServerState.LOGIN;

    /**
     * Counts a connection that is about to log in.
     *
     * @param name of the connection in errors
     * @param idle called before the connection becomes idle
     * @param statsByLoop the pool's numbers, by loop index; the connection counts on its loop
     */
    ServerProgress(Object name, Runnable idle, Loop loop, PoolStats[] statsByLoop) {
        this.name = name;
        this.idle = idle;
        this.loop = loop;
        this.statsByLoop = statsByLoop;
        stats().serverMoved(-1, state.ordinal());
    }

    /** The connection's loop. Any thread may ask. */
    Loop loop() {
        return loop;
    }

    /** The numbers of the connection's pool on the connection's loop. */
    PoolStats stats() {
        return statsByLoop[loop.index()];
    }

    /** The connection's state. */
    ServerState state() {
        return state;
    }

    /**
     * Changes the connection's state, and the counts with it.
     *
     * @throws IllegalStateException if no connection may take this step
     */
    void enter(ServerState next) {
        if (next == state) {
            return;
        }
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("server " + name + ": " + state + " cannot become " + next);
        }
        if (next == ServerState.IDLE) {
            idle.run();
        }
        stats().serverMoved(state.ordinal(), next == ServerState.CLOSED ? -1 : next.ordinal());
        state = next;
    }

    /**
     * The connection leaves its loop for another: called on the old loop. {@link #arrived} follows on the new one. Each loop
     * counts its own.
     */
    void movingTo(Loop next) {
        stats().serverMoved(state.ordinal(), -1);
        loop = next;
    }

    /** The connection has arrived on its new loop. */
    void arrived() {
        stats().serverMoved(-1, state.ordinal());
    }
}
