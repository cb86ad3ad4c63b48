package io.howdah.proxy.client;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The phase of one client: it alone tells whether the client has a server, whether its bytes pass, and how SHOW POOLS counts the
 * client.
 *
 * <pre>
 *   LOGIN --> IDLE --> WAITING --> RESTORING --> LINKED <--> RETRYING
 *              ^ ^        |            |         |    ^
 *              | +-- DEFERRED <--------+         v    |
 *              +-------------------------- SETTLING --+          every phase --> ENDING --> CLOSED
 *
 *   IDLE <--> LOOKING_UP --> DEFERRED
 * </pre>
 */
enum SessionPhase {
    /** Not logged in yet. */
    LOGIN(ClientState.LOGIN, false, false),
    /** The client has no server and no request. */
    IDLE(ClientState.ACTIVE, false, false),
    /**
     * The client waits for an answer that needs no server of its own: another client has asked PostgreSQL for it already, or the
     * pooler looks outside of its memory. SHOW POOLS counts the client as waiting, for it has a request and no server; but the
     * client is in no queue, so maxwait does not count its time.
     */
    LOOKING_UP(ClientState.WAITING, false, true),
    /** The client waits for a server with a request. */
    WAITING(ClientState.WAITING, false, true),
    /** The client's server is taking the client's values. */
    RESTORING(ClientState.ACTIVE, true, true),
    /** The client has a server, and its bytes pass. */
    LINKED(ClientState.ACTIVE, true, false),
    /** The client's server prepares a statement anew, whose plan was out of date. */
    RETRYING(ClientState.ACTIVE, true, true),
    /** The client's transaction has ended, and the pooler asks the server about values that the transaction has changed. */
    SETTLING(ClientState.ACTIVE, true, true),
    /** The pooler has refused a request. The requests behind it go on in the next turn of the loop. */
    DEFERRED(ClientState.ACTIVE, false, true),
    /** The client's end has begun: its bytes are dropped. SHOW POOLS counts the client as before. */
    ENDING(null, false, false),
    /** The client has gone. */
    CLOSED(ClientState.CLOSED, false, false);

    private final @Nullable ClientState word;
    private final boolean hasServer;
    private final boolean holdsBytes;
    private Set<SessionPhase> successors = Set.of();

    static {
        LOGIN.successors = EnumSet.of(IDLE, ENDING, CLOSED);
        IDLE.successors = EnumSet.of(LOOKING_UP, WAITING, RESTORING, LINKED, ENDING, CLOSED);
        LOOKING_UP.successors = EnumSet.of(IDLE, DEFERRED, ENDING, CLOSED);
        WAITING.successors = EnumSet.of(RESTORING, LINKED, IDLE, DEFERRED, ENDING, CLOSED);
        RESTORING.successors = EnumSet.of(LINKED, IDLE, DEFERRED, ENDING, CLOSED);
        LINKED.successors = EnumSet.of(RESTORING, RETRYING, SETTLING, IDLE, ENDING, CLOSED);
        RETRYING.successors = EnumSet.of(LINKED, ENDING, CLOSED);
        SETTLING.successors = EnumSet.of(LINKED, IDLE, ENDING, CLOSED);
        DEFERRED.successors = EnumSet.of(IDLE, ENDING, CLOSED);
        ENDING.successors = EnumSet.of(CLOSED);
        CLOSED.successors = EnumSet.noneOf(SessionPhase.class);
    }

    SessionPhase(@Nullable ClientState word, boolean hasServer, boolean holdsBytes) {
        this.word = word;
        this.hasServer = hasServer;
        this.holdsBytes = holdsBytes;
    }

    /** How SHOW POOLS counts the client; null for no change. */
    @Nullable
    ClientState word() {
        return word;
    }

    /** Whether the client has a server. */
    boolean hasServer() {
        return hasServer;
    }

    /** Whether the client's bytes wait. */
    boolean holdsBytes() {
        return holdsBytes;
    }

    /** Whether the client's end has begun, or is over. */
    boolean isOver() {
        return this == ENDING || this == CLOSED;
    }

    /** Whether the phase {@code next} may follow this phase. */
    boolean mayBecome(SessionPhase next) {
        return successors.contains(next);
    }
}
