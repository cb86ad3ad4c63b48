package io.howdah.proxy.cache;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The {@link Stamp}s of one database of PostgreSQL's, whatever clients call it. Any thread may call. */
public final class Stamps {

    private final Clock clock;
    private final Stamp catalogs;
    private final Stamp everything;
    private final ConcurrentHashMap<Long, Stamp> tables = new ConcurrentHashMap<>();
    private final Queue<Orphan> orphans = new ConcurrentLinkedQueue<>();

    /**
     * The writes of a server process whose connection was lost in a transaction. The process may still be at work, and may
     * commit: its tables stay closed until the process has ended.
     *
     * @param host of the server
     * @param end ends the writes
     */
    public record Orphan(int processId, Object host, Runnable end) {}

    /** @param catalogs the stamp of the catalogs of all databases, for some of them are shared */
    Stamps(String database, Clock clock, Stamp catalogs) {
        this.clock = clock;
        this.catalogs = catalogs;
        this.everything = new Stamp(0, database + ": any table");
    }

    Clock clock() {
        return clock;
    }

    /** The stamp of the catalogs: DDL, GRANT, ALTER ROLE and the like. */
    Stamp catalogs() {
        return catalogs;
    }

    /** The stamp of writes whose tables are not known. */
    Stamp everything() {
        return everything;
    }

    /** The stamps of these tables. @param named OIDs and names */
    List<Stamp> of(Map<Long, String> named) {
        return named.entrySet().stream()
                .map(table -> tables.computeIfAbsent(table.getKey(), oid -> new Stamp(oid, table.getValue())))
                .toList();
    }

    /** The writes of server processes whose connections were lost. Whoever takes one has to see to its end. */
    public Queue<Orphan> orphans() {
        return orphans;
    }

    /** The stamps of all tables that a statement has named. */
    public Collection<Stamp> tables() {
        return List.copyOf(tables.values());
    }
}
