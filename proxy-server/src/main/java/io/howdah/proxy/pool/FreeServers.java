package io.howdah.proxy.pool;

import io.howdah.proxy.server.ServerConnection;

/** Takes servers that are free. */
interface FreeServers {

    /** Takes this server, on the server's loop. */
    void give(ServerConnection server);

    /** Serves waiting clients, for a server that had been taken for them has closed. Any thread. */
    void serveWaiters();
}
