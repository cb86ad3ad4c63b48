package io.howdah.proxy.server;

/** The owner of a server connection, which hears of the connection's end. Called on the connection's loop. */
public interface ServerOwner {

    /** The connection, which had logged in, has closed: its slot is free. */
    void closed(ServerConnection server);

    /** The last cancel request for the server has ended and keeps the server from use no longer. */
    void cancelsEnded(ServerConnection server);
}
