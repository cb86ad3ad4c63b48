package io.howdah.proxy.pool;

/** Why a database gives out no servers, or lets nobody in. */
public enum Hold {
    /** PAUSE, or KILL with a name: nobody gets a server, and servers are closed as they come free. */
    PAUSED,
    /** KILL of all databases: the same for each of them, until a RESUME without a name or with this one. */
    KILLED,
    /** SUSPEND: nobody gets a server, and servers stay as they are. */
    SUSPENDED,
    /** DISABLE: no new client is let in; the others go on. */
    DISABLED
}
