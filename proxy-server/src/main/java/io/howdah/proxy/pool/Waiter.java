package io.howdah.proxy.pool;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.proxied.ProxyHeader;
import io.howdah.proxy.server.ServerConnection;

/**
 * A client that asks a pool for a server and may have to wait. Any thread calls {@link #loop}, {@link #announced} and
 * {@link #ticket}; the other methods are called on the client's loop.
 */
public interface Waiter {

    /** The client's loop. The client's server will live there too. */
    Loop loop();

    /** The client's place in the queue; always the same object. */
    WaitTicket ticket();

    /** What servers are told about the client by a PROXY header. Any thread. */
    default ProxyHeader announced() {
        return ProxyHeader.LOCAL;
    }

    /** Whether the client still wants a server. */
    boolean isWaiting();

    /**
     * No server is free at once: the client waits from now on. {@code granted} or {@code refused} follows, unless the client
     * leaves the queue ({@link Pool#leave}). The checkout calls this method before any other.
     */
    void mustWait();

    /**
     * The client gets a server, open and free, on the client's loop.
     *
     * @return false if the client has gone: the pool takes the server back
     */
    boolean granted(ServerConnection server);

    /** The client gets no server, and has left the queue. */
    void refused(RefusalReason reason, ErrorResponse error);
}
