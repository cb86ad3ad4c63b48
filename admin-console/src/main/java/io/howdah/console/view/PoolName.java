package io.howdah.console.view;

/**
 * The name of a pool.
 *
 * @param database the database as clients name it
 * @param user the user of the pool's server connections
 */
public record PoolName(String database, String user) implements Comparable<PoolName> {

    @Override
    public int compareTo(PoolName other) {
        int byDatabase = database.compareTo(other.database);
        return byDatabase != 0 ? byDatabase : user.compareTo(other.user);
    }
}
