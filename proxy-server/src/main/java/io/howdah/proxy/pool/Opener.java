package io.howdah.proxy.pool;

import io.howdah.proxy.server.ServerConnection;
import java.util.List;
import java.util.function.Consumer;

/** Opens the connections that waiting clients need. Any thread. */
final class Opener {

    private final PoolLists<ServerConnection> lists;
    private final Consumer<Opening> connect;

    /** @param connect begins to open one connection */
    Opener(PoolLists<ServerConnection> lists, Consumer<Opening> connect) {
        this.lists = lists;
        this.connect = connect;
    }

    /** Opens these connections. Their slots are taken already. */
    void open(List<Opening> toOpen) {
        toOpen.forEach(connect);
    }

    /** Opens the connections that waiting clients need, within all limits. */
    void openForWaiters() {
        open(lists.toOpen());
    }
}
