package io.howdah.proxy.pool;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.ServerConnection;

/** Whoever asked a pool for a server and has to wait. Called on its own loop. */
public interface Waiter {

    /** Where it lives: the server it gets will be there too. */
    Loop loop();

    /** Its place in the queue; always the same object. */
    WaitTicket ticket();

    /** Whether it wants a server still. */
    boolean isWaiting();

    /**
     * There is no server at once: the client waits from now on. {@code granted} or {@code refused} follows, unless the client leaves the
     * queue ({@link Pool#leave}). The checkout calls this before anything else.
     */
    void mustWait();

    /**
     * Here is the server, on the waiter's loop, open and free.
     *
     * @return false where the waiter has gone: the pool takes the server back
     */
    boolean granted(ServerConnection server);

    /** There will be none. The waiter is out of the queue. */
    void refused(RefusalReason reason, ErrorResponse error);
}
