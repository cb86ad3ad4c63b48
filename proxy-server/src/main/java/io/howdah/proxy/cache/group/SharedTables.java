package io.howdah.proxy.cache.group;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All tables that somebody of a group has named, and who else has announced them. Any thread may call, except where a method says otherwise. */
final class SharedTables {

    private final Map<TableRef, SharedTable> tables = new ConcurrentHashMap<>();
    /** Whether it is not known what others have: then every write has to be looked at on the group's thread. */
    private volatile boolean unsure = true;

    /** The table, one object for all. */
    SharedTable table(TableRef ref) {
        return tables.computeIfAbsent(ref, SharedTable::new);
    }

    /** Whether this Howdah has announced the table. */
    boolean isAnnounced(TableRef ref) {
        SharedTable table = tables.get(ref);
        return table != null && table.isAnnounced();
    }

    /** Whether others may have answers that a write to this table changes. */
    boolean mayConcernOthers(SharedTable table) {
        return unsure || table.isCaredElsewhere();
    }

    /** The same of any of these. */
    boolean mayConcernOthers(Collection<SharedTable> written) {
        return unsure || written.stream().anyMatch(SharedTable::isCaredElsewhere);
    }

    /** Notes at each table whether one of these has announced it. On the group's thread. @param unknown whether there may be others */
    void note(Collection<Peer> peers, boolean unknown) {
        for (Peer peer : peers) {
            peer.tables().forEach(this::table);
        }
        for (SharedTable table : tables.values()) {
            table.caredElsewhere(peers.stream().anyMatch(peer -> peer.cares(table.ref())));
        }
        unsure = unknown || peers.stream().anyMatch(peer -> !peer.caresAreKnown());
    }
}
