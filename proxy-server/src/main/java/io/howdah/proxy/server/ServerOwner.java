package io.howdah.proxy.server;

/** Whoever had a server connection opened: hears of its birth and its end. Called on the connection's loop. */
public interface ServerOwner {

    /** A connection stands, and logs in; {@link #loginEnds} follows in any case. */
    default void loginBegins(ServerConnection server) {
        // Who shows nothing need not know.
    }

    /** The login has ended, one way or the other; {@link #opened} or {@link #openFailed} says which. */
    default void loginEnds(ServerConnection server) {
        // Who shows nothing need not know.
    }

    /** Logged in and free; the owner decides what becomes of it. */
    void opened(ServerConnection server);

    /**
     * Could not be opened, or was refused.
     *
     * @param failure what went wrong, and whether another try may go better
     */
    void openFailed(LoginFailure failure);

    /** A connection that was {@link #opened} is closed; its slot is free. */
    void closed(ServerConnection server);

    /** Nothing keeps the server from use any more: the last cancel request for it has ended. */
    void cancelsEnded(ServerConnection server);
}
