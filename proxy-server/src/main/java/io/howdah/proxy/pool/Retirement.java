package io.howdah.proxy.pool;

import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import java.util.Collection;

/** Has servers closed as they come free; idle servers are closed at once. Any thread. */
final class Retirement {

    private final PoolLists<ServerConnection> lists;

    Retirement(PoolLists<ServerConnection> lists) {
        this.lists = lists;
    }

    /** Retires these servers for this reason. */
    void of(Collection<ServerConnection> outdated, DisconnectReason reason) {
        for (ServerConnection server : outdated) {
            server.closeWhenFree(reason);
            if (lists.takeIdle(server)) {
                OnServersLoop.close(server, reason);
            }
        }
    }
}
