package io.howdah.proxy.cache.group;

/**
 * What the Howdahs of a group know of each other's interest in one table. The group's thread writes; any thread reads.
 *
 * <p>Who keeps answers has announced the table before, and whoever writes asks those who have announced it.
 */
public final class SharedTable {

    /** The table has not been announced. */
    private static final long NOT_ANNOUNCED = 0;

    private final TableRef ref;
    private volatile long announced = NOT_ANNOUNCED;
    private volatile boolean wanted;
    private volatile boolean caredElsewhere;
    private volatile long keptUntilNanos;

    SharedTable(TableRef ref) {
        this.ref = ref;
    }

    /** Names the table. */
    public TableRef ref() {
        return ref;
    }

    /** Whether the announcement with this number, or an earlier one, holds the table. */
    boolean isAnnouncedBy(long version) {
        long mine = announced;
        return mine != NOT_ANNOUNCED && mine <= version;
    }

    boolean isAnnounced() {
        return announced != NOT_ANNOUNCED;
    }

    /** The table is in the announcement with this number. */
    void announced(long version, long nowNanos) {
        keptUntilNanos = nowNanos;
        announced = version;
    }

    /** The table is in no announcement any more. */
    void withdrawn() {
        announced = NOT_ANNOUNCED;
        wanted = false;
    }

    /** Somebody here would like to keep answers. @return whether nobody wanted that before */
    boolean want() {
        boolean first = !wanted;
        wanted = true;
        return first;
    }

    /** An answer is kept until then. */
    public void keptUntil(long nanos) {
        if (nanos - keptUntilNanos > 0) {
            keptUntilNanos = nanos;
        }
    }

    /** System.nanoTime() after which no answer is kept. */
    long keptUntilNanos() {
        return keptUntilNanos;
    }

    /** Whether another Howdah may keep answers that a write to this table changes. */
    boolean isCaredElsewhere() {
        return caredElsewhere;
    }

    void caredElsewhere(boolean cared) {
        caredElsewhere = cared;
    }

    @Override
    public String toString() {
        return ref.toString();
    }
}
