package io.howdah.proxy.server.login;

import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerOwner;

/** Whoever has a server connection opened: hears how its login goes, and owns it from then on. Called on the connection's loop. */
public interface ServerOpening extends ServerOwner {

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
}
