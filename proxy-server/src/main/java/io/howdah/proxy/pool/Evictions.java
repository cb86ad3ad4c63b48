package io.howdah.proxy.pool;

import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes idle servers of one pool so that another pool may open a connection. The other pool opens it when the server has closed.
 * Any thread.
 */
final class Evictions {

    private final PoolLists<ServerConnection> lists;
    private final Opener opener;
    private final Map<ServerConnection, Evictions> heirs = new ConcurrentHashMap<>();

    Evictions(PoolLists<ServerConnection> lists, Opener opener) {
        this.lists = lists;
        this.opener = opener;
    }

    /**
     * Closes one idle server in favour of another pool, which inherits the server's slot.
     *
     * @return whether this pool had a server to spare
     */
    boolean evictOneFor(Evictions heir) {
        ServerConnection victim = lists.takeSpare();
        if (victim == null) {
            return false;
        }
        heirs.put(victim, heir);
        heir.lists.promise();
        OnServersLoop.close(victim, DisconnectReason.EVICTED);
        return true;
    }

    /** Notes that a server has closed. If another pool inherits the server's slot, that pool opens a connection now. */
    void done(ServerConnection server) {
        Evictions heir = heirs.remove(server);
        if (heir != null) {
            heir.opener.open(heir.lists.inherit());
        }
    }
}
