package io.howdah.console.view;

/**
 * One row of SHOW WAITING: a client that waits for a server.
 *
 * @param database the database as clients name it
 * @param user the user of the login, perhaps another than the pool's
 * @param applicationName the client's application_name
 * @param addr of the client; "unix" for a unix socket
 * @param state waiting or waiting_cancel_req
 * @param position in the pool's queue, from 1; 0 for clients outside the queue: a cancel request, or a replication client whose
 *     server is being opened
 * @param waitMicros length of the wait so far
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
