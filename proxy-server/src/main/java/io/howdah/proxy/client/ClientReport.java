package io.howdah.proxy.client;

import io.howdah.proxy.loop.SocketReport;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.server.ServerConnection;

/**
 * One client as an operator sees it: immutable, of one moment of its loop. Times are System.nanoTime().
 *
 * @param id its process id as clients and the log know it
 * @param replication {@code none}, {@code physical} or {@code logical}
 * @param server whom it is linked to, or null
 * @param requestNanos when it last sent something
 * @param waitingSinceNanos since when it waits for a server; 0 where it does not
 * @param queryNanos when the query under way began, or the last one ended
 * @param transactionNanos when the transaction under way began
 * @param activityNanos when it or its server was last heard of
 * @param parameters its parameters
 * @param preparedStatements how many names it has given to statements
 * @param heldBytes received and not yet sent on
 * @param frameBytes still to come of the message under way
 */
public record ClientReport(
        int id,
        String database,
        String user,
        String replication,
        ClientState state,
        SocketReport socket,
        ServerConnection server,
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

    /** Of one that is not a session: it has come, and waits for something or has been joined to somebody. */
    public static ClientReport of(int id, String database, String user, String replication, ClientState state,
            SocketReport socket, ServerConnection server, long connectedNanos, long waitingSinceNanos, ParameterSet parameters) {
        return new ClientReport(id, database, user, replication, state, socket, server, connectedNanos, connectedNanos,
                waitingSinceNanos, connectedNanos, connectedNanos, connectedNanos, parameters, 0, 0, 0);
    }
}
