package io.howdah.proxy.server;

import io.howdah.proxy.loop.Loop;

/** A server as the pool's lists see it, so that tests of the lists need no connection. No method touches a channel. */
public interface PooledServer {

    /** The server's loop. Any thread may ask. */
    Loop loop();

    /** Whether the server can still be used. Called on its loop. */
    boolean isOpen();

    /** Since when the server has been idle, System.nanoTime(). */
    long idleSinceNanos();

    /** Changes the server's state, and the counts with it. */
    void enter(ServerState next);

    /** Has the server closed as soon as it is free. An earlier reason remains. Any thread may call. */
    void closeWhenFree(DisconnectReason reason);
}
