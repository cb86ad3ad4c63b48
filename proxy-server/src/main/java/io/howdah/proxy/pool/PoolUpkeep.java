package io.howdah.proxy.pool;

import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import java.util.List;

/**
 * Looks after a pool about three times a second: closes servers that are too many or too old, and opens the connections that
 * waiting clients or min_pool_size need. Any thread.
 */
final class PoolUpkeep {

    private final PoolLists<ServerConnection> lists;
    private final Janitor janitor;
    private final Opener opener;

    PoolUpkeep(PoolLists<ServerConnection> lists, Janitor janitor, Opener opener) {
        this.lists = lists;
        this.janitor = janitor;
        this.opener = opener;
    }

    /**
     * One round.
     *
     * @param now System.nanoTime()
     */
    void round(long now) {
        Round<ServerConnection> round = lists.upkeep(now);
        closeAged(round.idle(), now);
        round.surplus().forEach(server -> OnServersLoop.close(server, DisconnectReason.TOO_MANY));
        round.expired().forEach(server -> OnServersLoop.close(server, DisconnectReason.IDLE));
        round.all().forEach(server -> OnServersLoop.run(server, () -> janitor.look(server, now)));
        opener.open(round.toOpen());
    }

    /** Closes one idle server that is past server_lifetime. The others have their turn in later rounds. */
    private void closeAged(List<ServerConnection> idle, long now) {
        for (ServerConnection server : idle) {
            if (server.age().isOver(now) && janitor.lifetimeOver(server, now) && lists.takeIdle(server)) {
                OnServersLoop.close(server, DisconnectReason.LIFETIME);
                return;
            }
        }
    }
}
