package io.howdah.proxy.server;

/** The pooler's treatment of the answer to a request; PgBouncer's {@code ResponseAction}. */
public enum ResponseAction {
    /** The peer gets the answer. */
    FORWARD,
    /**
     * The pooler sent the request itself: the answer is left out. Only an error that fails the peer's own request goes to the
     * peer.
     */
    SKIP,
    /** The pooler did not send the request to the server: it makes the answer itself, at the request's turn. */
    FAKE
}
