package io.howdah.proxy.pool;

import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Closes servers of one pool so that another pool may open a connection, and tells the other pool when it may. Any thread. */
final class Evictions {

    private final PoolLists<ServerConnection> lists;
    private final Opener opener;
    private final Map<ServerConnection, Evictions> heirs = new ConcurrentHashMap<>();

    Evictions(PoolLists<ServerConnection> lists, Opener opener) {
        this.lists = lists;
        this.opener = opener;
    }

    /**
     * Closes one idle server for the sake of another pool, which gets its place.
     *
     * @return whether there was one
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

    /** A server has closed. If it gave way to another pool, that pool opens one now. */
    void done(ServerConnection server) {
        Evictions heir = heirs.remove(server);
        if (heir != null) {
            heir.opener.open(heir.lists.inherit());
        }
    }
}
