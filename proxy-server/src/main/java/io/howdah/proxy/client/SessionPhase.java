package io.howdah.proxy.client;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where one client that has logged in stands: the one answer to whether it has a server, whether its bytes pass, and as what SHOW POOLS counts
 * it.
 *
 * <pre>
 *   LOGIN --> IDLE --> WAITING --> RESTORING --> LINKED <--> RETRYING
 *              ^ ^        |            |         |    ^
 *              | +-- DEFERRED <--------+         v    |
 *              +-------------------------- SETTLING --+          every phase --> ENDING --> CLOSED
 * </pre>
 */
enum SessionPhase {
    /** Not logged in yet. */
    LOGIN(ClientState.LOGIN, false, false),
    /** Has no server and asks for nothing. */
    IDLE(ClientState.ACTIVE, false, false),
    /** Has asked, and waits for a server. */
    WAITING(ClientState.WAITING, false, true),
    /** Its server is being brought to its values. */
    RESTORING(ClientState.ACTIVE, true, true),
    /** Has a server: its bytes pass. */
    LINKED(ClientState.ACTIVE, true, false),
    /** Its server prepares a statement anew whose plan was out of date. */
    RETRYING(ClientState.ACTIVE, true, true),
    /** Its transaction is over, and its server is asked whose the values are that the transaction has left. */
    SETTLING(ClientState.ACTIVE, true, true),
    /** One of its requests was refused; what came behind it goes on in the next turn of the loop. */
    DEFERRED(ClientState.ACTIVE, false, true),
    /** Its end has begun: what it sends is dropped. Counted as before. */
    ENDING(null, false, false),
    /** Gone. */
    CLOSED(ClientState.CLOSED, false, false);

    private final ClientState word;
    private final boolean hasServer;
    private final boolean holdsBytes;
    private Set<SessionPhase> successors;

    static {
        LOGIN.successors = EnumSet.of(IDLE, ENDING, CLOSED);
        IDLE.successors = EnumSet.of(WAITING, RESTORING, LINKED, ENDING, CLOSED);
        WAITING.successors = EnumSet.of(RESTORING, LINKED, IDLE, DEFERRED, ENDING, CLOSED);
        RESTORING.successors = EnumSet.of(LINKED, IDLE, DEFERRED, ENDING, CLOSED);
        LINKED.successors = EnumSet.of(RESTORING, RETRYING, SETTLING, IDLE, ENDING, CLOSED);
        RETRYING.successors = EnumSet.of(LINKED, ENDING, CLOSED);
        SETTLING.successors = EnumSet.of(LINKED, IDLE, ENDING, CLOSED);
        DEFERRED.successors = EnumSet.of(IDLE, ENDING, CLOSED);
        ENDING.successors = EnumSet.of(CLOSED);
        CLOSED.successors = EnumSet.noneOf(SessionPhase.class);
    }

    SessionPhase(ClientState word, boolean hasServer, boolean holdsBytes) {
        this.word = word;
        this.hasServer = hasServer;
        this.holdsBytes = holdsBytes;
    }

    /** As what SHOW POOLS counts it; null for what it was counted as before. */
    ClientState word() {
        return word;
    }

    /** Whether it is linked to a server. */
    boolean hasServer() {
        return hasServer;
    }

    /** Whether what it sends waits. */
    boolean holdsBytes() {
        return holdsBytes;
    }

    /** Whether its end has begun, or is over. */
    boolean isOver() {
        return this == ENDING || this == CLOSED;
    }

    /** Whether this phase may come next. */
    boolean mayBecome(SessionPhase next) {
        return successors.contains(next);
    }
}
