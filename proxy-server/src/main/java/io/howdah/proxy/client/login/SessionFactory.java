package io.howdah.proxy.client.login;

/** Makes a session of a login that has succeeded: with a pool behind it, with a replication connection, or the console's. */
public interface SessionFactory {

    /**
     * Called once, on the client's loop. The factory puts its own handler into the channel by {@link LoginConnection#goesOn}, or ends the
     * connection with an error.
     */
    void loggedIn(NewClient client);
}
