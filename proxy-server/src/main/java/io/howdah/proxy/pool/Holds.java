package io.howdah.proxy.pool;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The orders that hold a database. Each database has its own Holds, which also asks the Holds of all databases. Orders change a
 * Holds on any thread. A pool reads it under the pool's lock, so a pool that hears of a change has the change before it.
 */
public final class Holds {

    private static final int KEEPS_SERVERS = bit(Hold.PAUSED) | bit(Hold.KILLED) | bit(Hold.SUSPENDED);
    private static final int CLOSES_SERVERS = bit(Hold.PAUSED) | bit(Hold.KILLED);

    private final @Nullable Holds ofAll;
    // A bit for each Hold by its ordinal: read at every checkout. Written under this object's monitor.
    private volatile int held;
    private volatile long askedNanos = System.nanoTime();

    /** The orders that hold all databases. */
    Holds() {
        this(null);
    }

    /**
     * The orders that hold one database.
     *
     * @param ofAll the orders that hold all databases
     */
    Holds(@Nullable Holds ofAll) {
        this.ofAll = ofAll;
    }

    private static int bit(Hold hold) {
        return 1 << hold.ordinal();
    }

    /** Holds the database for this reason, in addition to any other. */
    public synchronized void add(Hold hold) {
        held |= bit(hold);
    }

    /** Lifts this reason. Other reasons may still hold the database. */
    public synchronized void lift(Hold hold) {
        held &= ~bit(hold);
    }

    /** Whether this order holds the database itself. An order for all databases does not count. */
    public boolean has(Hold hold) {
        return (held & bit(hold)) != 0;
    }

    /** The orders that hold the database itself. Orders for all databases do not count. */
    public Set<Hold> all() {
        EnumSet<Hold> all = EnumSet.noneOf(Hold.class);
        for (Hold hold : Hold.values()) {
            if (has(hold)) {
                all.add(hold);
            }
        }
        return all;
    }

    /** Whether PAUSE or KILL holds the database itself. An order for all databases does not count. */
    public boolean isPaused() {
        return (held & CLOSES_SERVERS) != 0;
    }

    /** Whether an order for this database or for all databases keeps clients from getting a server. */
    boolean keepServers() {
        return (held & KEEPS_SERVERS) != 0 || (ofAll != null && ofAll.keepServers());
    }

    /** Whether an order for this database or for all databases closes servers as they come free. */
    boolean closeServers() {
        return isPaused() || (ofAll != null && ofAll.closeServers());
    }

    /** Notes a request for this object, to give an order or to make a pool. */
    void asked() {
        askedNanos = System.nanoTime();
    }

    /** Whether no order holds the database, and the last request for this object came before {@code nanos}. */
    boolean isFreeSince(long nanos) {
        return held == 0 && nanos - askedNanos > 0;
    }

    @Override
    public String toString() {
        return all().toString();
    }
}
