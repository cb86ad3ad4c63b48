package io.howdah.console.view;

/**
 * One row of SHOW PREPARED: a prepared statement that clients or servers hold.
 *
 * @param name on the servers, as in their pg_prepared_statements
 * @param clients how many clients' names stand for it
 * @param servers how many server connections have it prepared
 * @param database whose clients and servers hold it
 * @param user of the pool whose clients and servers hold it
 * @param bytes of its text and parameter types
 * @param query the beginning of its text, on one line
 */
public record StatementSnapshot(String name, int clients, int servers, String database, String user, int bytes, String query) {
}
