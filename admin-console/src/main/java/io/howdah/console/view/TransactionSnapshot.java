package io.howdah.console.view;

/**
 * One row of SHOW TRANSACTIONS: a client linked to a server.
 *
 * @param database the database as clients name it
 * @param user the user of the client's login
 * @param applicationName the client's application_name
 * @param addr of the client; "unix" for a unix socket
 * @param id of the client, as in SHOW CLIENTS
 * @param serverPid the server's process
 * @param state in the words of PostgreSQL's pg_stat_activity: active, idle in transaction, idle in transaction (aborted); idle,
 *     between two transactions of a session that keeps its server; or replication
 * @param ageMicros time since the transaction began; 0 outside a transaction
 * @param quietMicros time since the client last sent something or an answer to it last ended
 * @param lastCommand first word of the last command tag since client and server were linked; empty before the first
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
