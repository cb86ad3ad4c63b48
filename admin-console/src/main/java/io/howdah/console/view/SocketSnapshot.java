package io.howdah.console.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of SHOW CLIENTS, SHOW SERVERS or SHOW SOCKETS.
 *
 * @param type C for a client, S for a server
 * @param user the user of the login
 * @param database the database as clients name it
 * @param replication none, logical or physical
 * @param state of a client: active, idle, waiting, active_cancel_req, waiting_cancel_req or login; of a server: active, idle,
 *     used, tested, new, active_cancel or being_canceled
 * @param addr of the far end; "unix" for a unix socket
 * @param localAddr of this end
 * @param connectTime when the connection was made
 * @param requestTime when the last request came or was sent; null before the first
 * @param waitMicros a client's wait for a server so far, microseconds; 0 for a client that does not wait
 * @param closeNeeded whether the pooler closes the server when its client releases it
 * @param ptr unique among all sockets
 * @param link the ptr of the linked client or server; empty for none
 * @param remotePid the far end's process; 0 if unknown
 * @param tls version and cipher; empty for an unencrypted connection
 * @param applicationName the client's application_name
 * @param preparedStatements number of prepared statements
 * @param id unique among clients, and among servers; the argument of KILL_CLIENT
 * @param buffers bytes on their way
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
        @Nullable Instant requestTime,
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
     * Bytes on their way through a socket. Unlike PgBouncer's buffers these have no positions.
     *
     * @param held received and not yet sent on
     * @param frameRemain still to come of the present message
     * @param unsent written and not yet taken by the kernel
     */
    public record Buffers(int held, int frameRemain, long unsent) {

        /** Whether no bytes are on their way. */
        public boolean areEmpty() {
            return held == 0 && frameRemain == 0 && unsent == 0;
        }
    }

    /** Whether this is a client's socket. */
    public boolean isClient() {
        return type == 'C';
    }
}
