package io.howdah.proxy.server;

/** Whoever owns a server connection: hears of its end. Called on the connection's loop. */
public interface ServerOwner {

    /** The connection, which had logged in, is closed; its slot is free. */
    void closed(ServerConnection server);

    /** Nothing keeps the server from use any more: the last cancel request for it has ended. */
    void cancelsEnded(ServerConnection server);
}
