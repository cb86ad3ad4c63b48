package io.howdah.proxy.pool;

/**
 * Clients with the same key share a pool.
 *
 * @param database the database as clients name it
 * @param user the user of the database's entry; if the entry has none, the user as whom clients log in
 */
public record PoolKey(String database, String user) implements Comparable<PoolKey> {

    @Override
    public int compareTo(PoolKey other) {
        int byDatabase = database.compareTo(other.database);
        return byDatabase != 0 ? byDatabase : user.compareTo(other.user);
    }

    @Override
    public String toString() {
        return database + "/" + user;
    }
}
