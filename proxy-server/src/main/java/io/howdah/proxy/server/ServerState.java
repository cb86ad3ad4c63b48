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
    /** The connection is being made, or logs in. */
    LOGIN,
    /** Ready for a client at once. */
    IDLE,
    /** Linked to a client, or finishing the work that a client left behind. */
    ACTIVE,
    /** Idle for longer than server_check_delay: server_check_query runs before the next use. */
    USED,
    /** Running a reset, cleaning or check query. */
    TESTED,
    /** Free, but kept from use until its cancel requests have ended: a late signal must not hit the next client. */
    BEING_CANCELED,
    /** A connection that carries a cancel request. */
    ACTIVE_CANCEL,
    /** Closed. */
    CLOSED;

    private Set<ServerState> successors = Set.of();

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
