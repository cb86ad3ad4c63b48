package io.howdah.console.view;

/**
 * One row of SHOW TRANSACTIONS: a client linked to a server.
 *
 * @param database the database as clients name it
 * @param user the role the client has logged in as
 * @param applicationName what the client calls itself
 * @param addr of the client; "unix" for a unix socket
 * @param id the client's, as in SHOW CLIENTS
 * @param serverPid the process of the server
 * @param state in the words of PostgreSQL's pg_stat_activity: active, idle in transaction, idle in transaction (aborted); idle, between
 *     two transactions of a session that keeps its server; or replication
 * @param ageMicros since when the transaction runs; 0 where there is none
 * @param quietMicros since when neither the client nor an answer to it has been heard of
 * @param lastCommand first word of the tag of the last command that has ended since they were linked; empty before the first
 */
public record TransactionSnapshot(
        String database,
        String user,
        String applicationName,
        String addr,
        int port,
        int id,
        int serverPid,
        String state,
        long ageMicros,
        long quietMicros,
        String lastCommand) {}
