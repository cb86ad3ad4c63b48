package io.howdah.console.view;

import java.time.Instant;

/**
 * One row of SHOW CLIENTS, SHOW SERVERS or SHOW SOCKETS.
 *
 * @param type C of a client, S of a server
 * @param user the role it has logged in as
 * @param database the database as clients name it
 * @param replication none, logical or physical
 * @param state of a client: active, idle, waiting, active_cancel_req, waiting_cancel_req or login; of a server: active, idle, used,
 *     tested, new, active_cancel or being_canceled
 * @param addr of the far end; "unix" for a unix socket
 * @param localAddr of this end
 * @param connectTime when it was connected
 * @param requestTime when the last request came or was sent
 * @param waitMicros how long a client has been waiting for a server, microseconds; 0 where it does not wait
 * @param closeNeeded whether a server is to be closed as soon as it is free
 * @param ptr unique among all sockets
 * @param link the ptr of the other end of the link; empty for none
 * @param remotePid the far end's process, where that is known; 0 where it is not
 * @param tls version and cipher; empty for an unencrypted connection
 * @param applicationName what the client calls itself
 * @param preparedStatements how many it has prepared
 * @param id unique among clients, and among servers; what KILL_CLIENT takes
 * @param buffers what is on its way
 */
public record SocketSnapshot(
        char type,
        String user,
        String database,
        String replication,
        String state,
        String addr,
        int port,
        String localAddr,
        int localPort,
        Instant connectTime,
        Instant requestTime,
        long waitMicros,
        boolean closeNeeded,
        String ptr,
        String link,
        int remotePid,
        String tls,
        String applicationName,
        int preparedStatements,
        int id,
        Buffers buffers) {

    /**
     * Bytes on their way through a socket. Nothing is gathered here that could have positions, as PgBouncer's buffers have.
     *
     * @param held received and not yet sent on
     * @param frameRemain still to come of the message under way
     * @param unsent written and not yet taken by the system
     */
    public record Buffers(int held, int frameRemain, long unsent) {

        /** Whether nothing is on its way. */
        public boolean areEmpty() {
            return held == 0 && frameRemain == 0 && unsent == 0;
        }
    }

    /** Whether it is a client's. */
    public boolean isClient() {
        return type == 'C';
    }
}
