package io.howdah.proxy.cache.group;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Another Howdah of the group, as this one knows it: once as a reader, which relies on being asked before a write of ours is
 * acknowledged, and once as a writer, on which our own answers rely. On the group's thread.
 */
final class Peer {

    final long id;
    String name = "?";
    /** When the last message of the peer's came. */
    long heardNanos;
    /** Only others, or Redis, have told of the peer. */
    boolean hearsay;

    // ---- the peer as a reader

    /** The last beat, and when it came. */
    long beat = -1;
    long beatNanos;
    /** The last beat that has been confirmed to the peer: the peer may rely on us for a lease from then. */
    long confirmedBeat = -1;
    private long grantedUntilNanos;
    private boolean granted;
    /** Changes when a write has been acknowledged without the peer. */
    long missed;
    /** Tables of which the peer may have answers; null if that is not known. */
    private @Nullable Set<TableRef> cares;
    long caresVersion = -1;

    // ---- the peer as a writer

    /** The number of the peer's last touch that has been carried out here; -1 before the first message. */
    long touches = -1;
    /** What the peer said last about {@link #missed}; null before. */
    @Nullable
    Long missedThere;
    /** The last announcement of ours that the peer has heard. */
    long heardCares = -1;
    /** How long the peer asks us before its writes are acknowledged. */
    private long leaseUntilNanos;
    private boolean leased;

    Peer(long id, long missed, long nowNanos) {
        this.id = id;
        this.missed = missed;
        this.heardNanos = nowNanos;
    }

    /** A beat is confirmed: the peer may serve for a lease from the moment at which it has sent the beat. */
    void confirm(long leaseNanos) {
        confirmedBeat = beat;
        grantedUntilNanos = beatNanos + leaseNanos;
        granted = true;
    }

    /** Whether the peer may be serving, as far as that depends on us. */
    boolean mayServe(long nowNanos) {
        granted = granted && nowNanos - grantedUntilNanos < 0;
        return granted;
    }

    void leasedUntil(long nanos) {
        if (!leased || nanos - leaseUntilNanos > 0) {
            leased = true;
            leaseUntilNanos = nanos;
        }
    }

    /** Whether there has been a lease. */
    boolean isLeased() {
        return leased;
    }

    /** Until when the peer asks us; without meaning if it is not leased. */
    long leaseUntilNanos() {
        return leaseUntilNanos;
    }

    /** The peer must confirm anew: all that it has confirmed is out of date. */
    void loseLease() {
        leased = false;
    }

    /**
     * Whether a write to this table concerns the peer: it may have answers that the write changes. Changes of the catalogs concern
     * everybody, for they change what statements write.
     */
    boolean cares(TableRef table) {
        Set<TableRef> known = cares;
        if (known == null || known.contains(table) || table.equals(TableRef.CATALOGS)) {
            return true;
        }
        return table.isMany() && known.stream().anyMatch(table::touches);
    }

    /** The tables of which the peer may have answers, with the names that stand for many of them. */
    Set<TableRef> tables() {
        Set<TableRef> all = new HashSet<>();
        all.add(TableRef.CATALOGS);
        if (cares != null) {
            all.addAll(cares);
            cares.forEach(table -> all.add(TableRef.anyOf(table.database())));
        }
        return all;
    }

    boolean caresAreKnown() {
        return cares != null;
    }

    /** @return whether the announcement could be used */
    boolean announces(GroupMessage.Cares announced) {
        if (announced.whole()) {
            cares = new HashSet<>(announced.tables());
        } else if (cares != null && announced.version() == caresVersion + 1) {
            cares.addAll(announced.tables());
        } else {
            return false;
        }
        caresVersion = announced.version();
        return true;
    }

    @Override
    public String toString() {
        return name + " (" + Long.toHexString(id) + ")";
    }
}
