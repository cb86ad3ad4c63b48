package io.howdah.proxy.cache.group;

/**
 * A table as all Howdahs of a group name it.
 *
 * @param database the database's name in PostgreSQL; empty for {@link #CATALOGS}
 * @param oid the table's OID; 0 for any table of the database
 */
public record TableRef(String database, long oid) {

    /** The catalogs of all databases: a change of them ends every answer. */
    public static final TableRef CATALOGS = new TableRef("", 0);

    /** Any table of a database. */
    public static TableRef anyOf(String database) {
        return new TableRef(database, 0);
    }

    /** Whether the name stands for more than one table. */
    boolean isMany() {
        return oid == 0;
    }

    /** Whether a write to this table may change what somebody has kept of that table. */
    boolean touches(TableRef kept) {
        return equals(kept) || equals(CATALOGS) || (isMany() && database.equals(kept.database));
    }
}
