package io.howdah.proxy.pool;

/** Why a database gives out no servers, or accepts no new client. */
public enum Hold {
    /** PAUSE, or KILL with a name: no client gets a server, and servers are closed as they come free. */
    PAUSED,
    /**
     * KILL of all databases: acts on each database as {@link #PAUSED}, until a RESUME without a name or with the database's name.
     */
    KILLED,
    /** SUSPEND: no client gets a server, and servers stay as they are. */
    SUSPENDED,
    /** DISABLE: no new client is accepted, and connected clients go on. */
    DISABLED
}
