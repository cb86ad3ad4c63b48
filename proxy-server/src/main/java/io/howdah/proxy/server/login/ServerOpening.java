package io.howdah.proxy.server.login;

import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerOwner;

/** Has a server connection opened, hears of its login, and owns the connection afterwards. Called on the connection's loop. */
public interface ServerOpening extends ServerOwner {

    /** A connection is made, and its login begins. {@link #loginEnds} follows in any case. */
    default void loginBegins(ServerConnection server) {
        // Only owners that show logins need to know.
    }

    /** The login has ended. {@link #opened} or {@link #openFailed} tells with which result. */
    default void loginEnds(ServerConnection server) {
        // Only owners that show logins need to know.
    }

    /** The connection has logged in and is free. The owner decides on its use. */
    void opened(ServerConnection server);

    /**
     * The connection could not be opened, or the server refused the login.
     *
     * @param failure the reason, and whether another try may succeed
     */
    void openFailed(LoginFailure failure);
}
