package io.howdah.console.view;

/**
 * One row of SHOW PREPARED: a prepared statement that clients or servers hold.
 *
 * @param name on the servers, as in pg_prepared_statements
 * @param clients number of names under which clients hold the statement
 * @param servers number of server connections that have prepared the statement
 * @param database of the pool
 * @param user of the pool
 * @param bytes of the text and the parameter types
 * @param query the beginning of the text, on one line
 */
public record StatementSnapshot(String name, int clients, int servers, String database, String user, int bytes, String query) {
}
