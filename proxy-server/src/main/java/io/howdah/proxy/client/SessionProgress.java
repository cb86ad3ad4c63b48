package io.howdah.proxy.client;

import io.howdah.proxy.stats.PoolStats;
import java.util.function.BooleanSupplier;

/** The {@link SessionPhase} of one client, and how SHOW POOLS counts the client. Only this class changes them. */
final class SessionProgress {

    private final PoolStats stats;
    private final BooleanSupplier hasServer;
    private SessionPhase phase = SessionPhase.LOGIN;
    private ClientState state = ClientState.LOGIN;

    /**
     * Counts a client that is about to begin.
     *
     * @param hasServer whether the client has a server, to check that each phase is true
     */
    SessionProgress(PoolStats stats, BooleanSupplier hasServer) {
        this.stats = stats;
        this.hasServer = hasServer;
        stats.clientMoved(-1, state.ordinal());
    }

    /** The client's phase. */
    SessionPhase phase() {
        return phase;
    }

    /** How the client is counted. */
    ClientState state() {
        return state;
    }

    /** Whether the client is in this phase. */
    boolean is(SessionPhase one) {
        return phase == one;
    }

    /** Whether the client's end has begun, or is over. */
    boolean isOver() {
        return phase.isOver();
    }

    /**
     * Enters the next phase, and changes the counts.
     *
     * @throws IllegalStateException if {@code next} cannot follow the present phase
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
