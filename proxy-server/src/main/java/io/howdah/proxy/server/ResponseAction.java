package io.howdah.proxy.server;

/** What becomes of the answer to a request; PgBouncer's {@code ResponseAction}. */
public enum ResponseAction {
    /** The peer gets it. */
    FORWARD,
    /** The pooler asked on its own account: left out, except for an error that makes the peer's own request fail. */
    SKIP,
    /** The server was not asked: the answer is made here, in its turn. */
    FAKE
}
