package io.howdah.proxy.pool;

/** What keeps those who wait in a pool from a server. */
public enum WaitCause {
    /** Nobody waits. */
    NOBODY,
    /** PAUSE, KILL or SUSPEND. */
    HELD,
    /** There is no server, and the last attempt to open one has failed. */
    UNREACHABLE,
    /** Servers are being opened. */
    OPENING,
    /** As many servers as pool_size allows, each with a client. */
    BUSY,
    /** A limit that is shared with other pools: max_db_connections or max_user_connections. */
    LIMIT
}
