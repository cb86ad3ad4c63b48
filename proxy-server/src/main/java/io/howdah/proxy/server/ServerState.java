package io.howdah.proxy.server;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a server connection is doing, in the words of SHOW POOLS ({@code sv_*}).
 *
 * <pre>
 *   LOGIN --> IDLE <--> ACTIVE --> BEING_CANCELED --> IDLE
 *              ^ |         |
 *              | v         v
 *            USED -----> TESTED --> IDLE or ACTIVE        every state --> CLOSED
 * </pre>
 */
public enum ServerState {
    /** Connecting and logging in. */
    LOGIN,
    /** Ready for a client at once. */
    IDLE,
    /** Linked to a client, or finishing what a client left behind. */
    ACTIVE,
    /** Idle for longer than server_check_delay: checked before it is used. */
    USED,
    /** Running a reset, cleaning or check query. */
    TESTED,
    /** Free, but kept from use until the cancel requests for it have ended: a late one must not hit the next client. */
    BEING_CANCELED,
    /** A connection that carries a cancel request. */
    ACTIVE_CANCEL,
    /** Gone. */
    CLOSED;

    private Set<ServerState> successors;

    static {
        LOGIN.successors = EnumSet.of(IDLE, ACTIVE, TESTED, CLOSED);
        IDLE.successors = EnumSet.of(ACTIVE, USED, TESTED, CLOSED);
        ACTIVE.successors = EnumSet.of(IDLE, TESTED, BEING_CANCELED, CLOSED);
        USED.successors = EnumSet.of(IDLE, TESTED, ACTIVE, CLOSED);
        TESTED.successors = EnumSet.of(IDLE, ACTIVE, BEING_CANCELED, CLOSED);
        BEING_CANCELED.successors = EnumSet.of(IDLE, ACTIVE, TESTED, CLOSED);
        ACTIVE_CANCEL.successors = EnumSet.of(CLOSED);
        CLOSED.successors = EnumSet.noneOf(ServerState.class);
    }

    boolean mayBecome(ServerState next) {
        return successors.contains(next);
    }
}
