package io.howdah.proxy.client;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a client is doing, in the words of SHOW POOLS ({@code cl_*}).
 *
 * <pre>
 *   LOGIN --> ACTIVE <--> WAITING            every state --> CLOSED
 *   WAITING_CANCEL --> ACTIVE_CANCEL         (connections that bring a cancel request)
 * </pre>
 */
public enum ClientState {
    /** Not logged in yet. */
    LOGIN,
    /** Linked to a server, or without a request. */
    ACTIVE,
    /** Waiting for a server with a request. */
    WAITING,
    /** A cancel request that has not been sent to the server yet. */
    WAITING_CANCEL,
    /** A cancel request that has been sent to the server. */
    ACTIVE_CANCEL,
    /** Gone. */
    CLOSED;

    private Set<ClientState> successors = Set.of();

    static {
        LOGIN.successors = EnumSet.of(ACTIVE, CLOSED);
        ACTIVE.successors = EnumSet.of(WAITING, CLOSED);
        WAITING.successors = EnumSet.of(ACTIVE, CLOSED);
        WAITING_CANCEL.successors = EnumSet.of(ACTIVE_CANCEL, CLOSED);
        ACTIVE_CANCEL.successors = EnumSet.of(CLOSED);
        CLOSED.successors = EnumSet.noneOf(ClientState.class);
    }

    boolean mayBecome(ClientState next) {
        return successors.contains(next);
    }
}
