package io.howdah.proxy.client;

import io.howdah.proxy.loop.SocketReport;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.server.ServerConnection;
import org.jspecify.annotations.Nullable;

/**
 * One client as an operator sees it: immutable, taken at one moment on the client's loop. Times are System.nanoTime().
 *
 * @param id the process id that the client and the log know
 * @param replication {@code none}, {@code physical} or {@code logical}
 * @param server the server linked to the client, or null
 * @param requestNanos when the client last sent something
 * @param waitingSinceNanos when the client's wait for a server began; 0 if it does not wait
 * @param queryNanos when the current query began, or the last query ended
 * @param transactionNanos when the current transaction began, or the last transaction ended
 * @param activityNanos when the client or its server last did something
 * @param parameters the values that the client has been told
 * @param preparedStatements how many names the client has given to statements
 * @param heldBytes bytes that wait to be sent
 * @param frameBytes bytes still to come of the current message
 */
public record ClientReport(
        int id,
        String database,
        String user,
        String replication,
        ClientState state,
        SocketReport socket,
        @Nullable ServerConnection server,
        long connectedNanos,
        long requestNanos,
        long waitingSinceNanos,
        long queryNanos,
        long transactionNanos,
        long activityNanos,
        ParameterSet parameters,
        int preparedStatements,
        int heldBytes,
        int frameBytes) {

    /** The report on a client without a session. */
    public static ClientReport of(int id, String database, String user, String replication, ClientState state,
            SocketReport socket, @Nullable ServerConnection server, long connectedNanos, long waitingSinceNanos,
            ParameterSet parameters) {
        return new ClientReport(id, database, user, replication, state, socket, server, connectedNanos, connectedNanos,
                waitingSinceNanos, connectedNanos, connectedNanos, connectedNanos, parameters, 0, 0, 0);
    }
}
