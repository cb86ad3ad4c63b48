package io.howdah.proxy.client;

import io.howdah.proxy.stats.PoolStats;
import java.util.function.BooleanSupplier;

/** In which {@link SessionPhase} one client stands, and as what SHOW POOLS counts it: the only writer of both. */
final class SessionProgress {

    private final PoolStats stats;
    private final BooleanSupplier hasServer;
    private SessionPhase phase = SessionPhase.LOGIN;
    private ClientState state = ClientState.LOGIN;

    /**
     * Counts a client that is about to begin.
     *
     * @param hasServer whether the client is linked to a server, for what must hold in each phase
     */
    SessionProgress(PoolStats stats, BooleanSupplier hasServer) {
        this.stats = stats;
        this.hasServer = hasServer;
        stats.clientMoved(-1, state.ordinal());
    }

    /** Where the client stands. */
    SessionPhase phase() {
        return phase;
    }

    /** As what the client is counted. */
    ClientState state() {
        return state;
    }

    /** Whether the client stands here. */
    boolean is(SessionPhase one) {
        return phase == one;
    }

    /** Whether the client's end has begun, or is over. */
    boolean isOver() {
        return phase.isOver();
    }

    /**
     * Takes a step, and changes the counts with it.
     *
     * @throws IllegalStateException for a step that no client takes
     */
    void enter(SessionPhase next) {
        if (next == phase) {
            return;
        }
        if (!phase.mayBecome(next)) {
            throw new IllegalStateException("a client in phase " + phase + " cannot come to " + next);
        }
        phase = next;
        ClientState word = next.word();
        if (word != null && word != state) {
            stats.clientMoved(state.ordinal(), word == ClientState.CLOSED ? -1 : word.ordinal());
            state = word;
        }
        assert next == SessionPhase.ENDING || next.hasServer() == hasServer.getAsBoolean()
                : next + (next.hasServer() ? " without" : " with") + " a server";
    }
}
