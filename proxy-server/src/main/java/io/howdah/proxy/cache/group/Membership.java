package io.howdah.proxy.cache.group;

/** Whether the other Howdahs of a group know of this one. */
enum Membership {
    /** There is no connection, and there has been none for long enough: the others may be serving, and do not know of us. */
    STARTING,
    /** There is a connection. The others may not know of us yet. */
    JOINING,
    /** All others know of us. */
    JOINED,
    /** The connection is lost. Nobody serves for longer than a lease. */
    CUT,
    /** This Howdah has ended. */
    ENDED;

    /** Whether messages can be sent. */
    boolean isConnected() {
        return this == JOINING || this == JOINED;
    }

    /** Whether somebody may be serving who does not know of us: then no write is acknowledged. */
    boolean isUnknown() {
        return this == STARTING || this == JOINING;
    }
}
