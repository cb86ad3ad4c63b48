package io.howdah.proxy.pool;

import io.howdah.proxy.server.ServerConnection;

/** Takes servers that the {@link Janitor} has found free. */
interface FreeServers {

    /** Takes a free server, on the server's loop. */
    void give(ServerConnection server);

    /** Serves the waiting clients in another way, for the server that was meant for a client has closed. Any thread. */
    void serveWaiters();
}
