package io.howdah.proxy.pool;

/** What keeps a pool's waiting clients from a server. */
public enum WaitCause {
    /** No client waits. */
    NOBODY,
    /** PAUSE, KILL or SUSPEND. */
    HELD,
    /** The pool has no server, and the last attempt to open a server has failed. */
    UNREACHABLE,
    /** Connections to servers are being opened. */
    OPENING,
    /** The pool has as many servers as pool_size allows, and each server has a client. */
    BUSY,
    /** A limit shared with other pools is reached: max_db_connections or max_user_connections. */
    LIMIT;

    /** The cause for clients that wait, by what is so of the pool; the first that applies. */
    static WaitCause of(boolean held, boolean unreachable, boolean opening, boolean full) {
        if (held) {
            return HELD;
        }
        if (unreachable) {
            return UNREACHABLE;
        }
        if (opening) {
            return OPENING;
        }
        return full ? BUSY : LIMIT;
    }
}
