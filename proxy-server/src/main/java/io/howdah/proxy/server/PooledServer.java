package io.howdah.proxy.server;

import io.howdah.proxy.loop.Loop;

/** What a pool's lists ask of a server, so that they can be tried without a connection. None of it touches a channel. */
public interface PooledServer {

    /** The loop it lives on. Any thread. */
    Loop loop();

    /** Whether it is open. On its loop. */
    boolean isOpen();

    /** Since when nobody has used it, System.nanoTime(). */
    long idleSinceNanos();

    /** Changes what it is doing, and the counts with it. */
    void enter(ServerState next);

    /** Has it closed as soon as it is free. Any thread. Where there is a reason already, that one stands. */
    void closeWhenFree(DisconnectReason reason);
}
