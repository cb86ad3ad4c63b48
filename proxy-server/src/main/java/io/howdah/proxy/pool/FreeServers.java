package io.howdah.proxy.pool;

import io.howdah.proxy.server.ServerConnection;

/** Where a server goes that is free. */
interface FreeServers {

    /** This one is free, and on its loop. */
    void give(ServerConnection server);

    /** One that had been taken for those who wait has closed: they are served otherwise. */
    void serveWaiters();
}
