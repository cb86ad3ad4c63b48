package io.howdah.proxy.cache;

import io.howdah.proxy.cache.group.TableRef;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The {@link Stamp}s of one database of PostgreSQL's, whatever clients call it. Any thread may call. */
public final class Stamps {

    private final String database;
    private final Clock clock;
    private final Supplier<Others> others;
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

    /**
     * No tables yet.
     *
     * @param catalogs the stamp of the catalogs of all databases, for some of them are shared
     * @param others who hears of writes
     */
    Stamps(String database, Clock clock, Stamp catalogs, Supplier<Others> others) {
        this.database = database;
        this.clock = clock;
        this.others = others;
        this.catalogs = catalogs;
        this.everything = new Stamp(TableRef.anyOf(database), database + ": any table");
    }

    /** Other Howdahs that hear of writes. */
    Others others() {
        return others.get();
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
                .map(table -> tables.computeIfAbsent(table.getKey(),
                        oid -> new Stamp(new TableRef(database, oid), table.getValue())))
                .toList();
    }

    /** The stamp of this table, or of all tables for 0; null if no statement has named the table. */
    @Nullable
    Stamp find(long oid) {
        return oid == 0 ? everything : tables.get(oid);
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
