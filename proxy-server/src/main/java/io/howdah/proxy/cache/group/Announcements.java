package io.howdah.proxy.cache.group;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The tables from which this Howdah keeps answers, as the others know them. On the group's thread, except where a method says
 * otherwise.
 */
final class Announcements {

    private final List<SharedTable> tables = new ArrayList<>();
    private long version;
    private long settled;
    private volatile long covered = -1;

    /** The number of the last announcement. */
    long version() {
        return version;
    }

    /** Whether all others have heard that this Howdah keeps answers from the table. Any thread may call. */
    boolean cover(SharedTable table) {
        return table.isAnnouncedBy(covered);
    }

    /** Announces a table. @return whether that is new */
    boolean add(SharedTable table, long nowNanos) {
        if (table.isAnnounced()) {
            return false;
        }
        version++;
        table.announced(version, nowNanos);
        tables.add(table);
        return true;
    }

    /** Whether a write to one of these tables concerns this Howdah, see {@link Peer#cares}. */
    boolean concerns(List<TableRef> written, SharedTables all) {
        return written.stream().anyMatch(table -> table.equals(TableRef.CATALOGS) || all.isAnnounced(table)
                || (table.isMany() && tables.stream().anyMatch(announced -> table.touches(announced.ref()))));
    }

    /** The names of all tables. */
    List<TableRef> names() {
        return tables.stream().map(SharedTable::ref).toList();
    }

    /** Withdraws tables from which no answers have been kept for so long. @return whether there were any */
    boolean withdraw(long unusedNanos, long nowNanos, Kept kept) {
        boolean any = false;
        for (Iterator<SharedTable> each = tables.iterator(); each.hasNext();) {
            SharedTable table = each.next();
            if (nowNanos - table.keptUntilNanos() > unusedNanos) {
                each.remove();
                table.withdrawn();
                kept.touched(table.ref()); // An answer that is on its way must not be kept.
                any = true;
            }
        }
        version += any ? 1 : 0;
        return any;
    }

    /**
     * All others have heard the announcements up to this number.
     *
     * @return whether that is all that answers have been kept by; if not, somebody has come who does not know of some tables yet
     */
    boolean heardBy(long all) {
        settled = Math.max(settled, all);
        covered = all;
        return all >= settled;
    }
}
