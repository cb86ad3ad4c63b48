package io.howdah.proxy.pool;

import java.util.EnumSet;
import java.util.Set;

/**
 * Which orders hold a database: one object for each database, and one for all of them, which the others ask as well. Orders change it, on
 * any thread. Pools read it under their lock, so that a pool which has been told of a change has seen the change.
 */
public final class Holds {

    private static final int KEEPS_SERVERS = bit(Hold.PAUSED) | bit(Hold.KILLED) | bit(Hold.SUSPENDED);
    private static final int CLOSES_SERVERS = bit(Hold.PAUSED) | bit(Hold.KILLED);

    private final Holds ofAll;
    // A bit for each Hold by its ordinal: read at every checkout. Written under this object's monitor.
    private volatile int held;
    private volatile long askedNanos = System.nanoTime();

    /** What holds all databases. */
    Holds() {
        this(null);
    }

    /**
     * What holds one database.
     *
     * @param ofAll what holds all of them
     */
    Holds(Holds ofAll) {
        this.ofAll = ofAll;
    }

    private static int bit(Hold hold) {
        return 1 << hold.ordinal();
    }

    /** Holds the database for this reason too. */
    public synchronized void add(Hold hold) {
        held |= bit(hold);
    }

    /** Holds the database no longer for this reason; others may remain. */
    public synchronized void lift(Hold hold) {
        held &= ~bit(hold);
    }

    /** Whether this order holds the database; an order for all databases does not count. */
    public boolean has(Hold hold) {
        return (held & bit(hold)) != 0;
    }

    /** The orders that hold the database; those for all databases do not count. */
    public Set<Hold> all() {
        EnumSet<Hold> all = EnumSet.noneOf(Hold.class);
        for (Hold hold : Hold.values()) {
            if (has(hold)) {
                all.add(hold);
            }
        }
        return all;
    }

    /** Whether PAUSE or KILL holds the database; an order for all databases does not count. */
    public boolean isPaused() {
        return (held & CLOSES_SERVERS) != 0;
    }

    /** Whether nobody gets a server, by an order for this database or for all. */
    boolean keepServers() {
        return (held & KEEPS_SERVERS) != 0 || (ofAll != null && ofAll.keepServers());
    }

    /** Whether servers are closed as they come free, by an order for this database or for all. */
    boolean closeServers() {
        return isPaused() || (ofAll != null && ofAll.closeServers());
    }

    /** Somebody asks for this object, to give an order or to have a pool read it. */
    void asked() {
        askedNanos = System.nanoTime();
    }

    /** Whether nothing holds the database, and nobody has asked for this object since then. */
    boolean isFreeSince(long nanos) {
        return held == 0 && nanos - askedNanos > 0;
    }

    @Override
    public String toString() {
        return all().toString();
    }
}
