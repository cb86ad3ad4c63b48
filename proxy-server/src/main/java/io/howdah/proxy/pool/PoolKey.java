package io.howdah.proxy.pool;

/**
 * What makes two clients share a pool.
 *
 * @param database the database as clients name it
 * @param user the role clients log in as
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
