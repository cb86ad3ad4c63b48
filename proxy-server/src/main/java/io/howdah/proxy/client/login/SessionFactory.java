package io.howdah.proxy.client.login;

/** Gives a client that has logged in its session: with a pool, with a replication connection, or with the console. */
public interface SessionFactory {

    /**
     * Called once, on the client's loop. The factory installs its own handler with {@link LoginConnection#goesOn}, or ends the
     * connection with an error.
     */
    void loggedIn(NewClient client);
}
