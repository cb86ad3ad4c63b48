package io.howdah.proxy.server;

import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.stats.PoolStats;

/** What one server connection is doing and on which loop, with the counts of SHOW POOLS: the only writer of them. */
final class ServerProgress {

    private final Object name;
    private final PoolStats[] statsByLoop;
    // The one field another thread may read: where to send it work. Changed only while the connection is in nobody's hands.
    private volatile Loop loop;
    private ServerState state = ServerState.LOGIN;

    /**
     * Counts a connection that is about to log in.
     *
     * @param name of the connection in errors
     * @param statsByLoop where it counts, by the number of the loop it is on
     */
    ServerProgress(Object name, Loop loop, PoolStats[] statsByLoop) {
        this.name = name;
        this.loop = loop;
        this.statsByLoop = statsByLoop;
        stats().serverMoved(-1, state.ordinal());
    }

    /** The loop the connection lives on. Any thread. */
    Loop loop() {
        return loop;
    }

    /** The numbers of its pool on its loop. */
    PoolStats stats() {
        return statsByLoop[loop.index()];
    }

    /** What the connection is doing. */
    ServerState state() {
        return state;
    }

    /**
     * Changes what the connection is doing, and the counts with it.
     *
     * @throws IllegalStateException for a step that no connection takes
     */
    void enter(ServerState next) {
        if (next == state) {
            return;
        }
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("server " + name + ": " + state + " cannot become " + next);
        }
        stats().serverMoved(state.ordinal(), next == ServerState.CLOSED ? -1 : next.ordinal());
        state = next;
    }

    /** Leaves its loop for another: called there; {@link #arrived} follows on the other. Each loop counts for itself. */
    void movingTo(Loop next) {
        stats().serverMoved(state.ordinal(), -1);
        loop = next;
    }

    /** Has come to its new loop. */
    void arrived() {
        stats().serverMoved(-1, state.ordinal());
    }
}
