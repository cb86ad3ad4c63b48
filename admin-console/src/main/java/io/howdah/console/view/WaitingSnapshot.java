package io.howdah.console.view;

/**
 * One row of SHOW WAITING: a client that waits for a server.
 *
 * @param database the database as clients name it
 * @param user the role it has logged in as, which may be another than its pool's
 * @param applicationName what the client calls itself
 * @param addr of the client; "unix" for a unix socket
 * @param state waiting or waiting_cancel_req
 * @param position in the queue of its pool, from 1; 0 for one that is in none: a cancel request, or a replication client whose server is
 *     being opened
 * @param waitMicros how long it has been waiting
 * @param ptr as in SHOW CLIENTS
 * @param id as in SHOW CLIENTS
 */
public record WaitingSnapshot(
        String database,
        String user,
        String applicationName,
        String addr,
        int port,
        String state,
        int position,
        long waitMicros,
        String ptr,
        int id) {}
