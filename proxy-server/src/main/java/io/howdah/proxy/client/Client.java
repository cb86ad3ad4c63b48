package io.howdah.proxy.client;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.server.ServerConnection;

/** One connection of a client that has logged in or brings a cancel request, as an operator sees it. Used on its {@link LoopClients}' loop. */
public interface Client {

    /** Unique among all of them, and stays. */
    int id();

    /** The database it has come for. */
    String database();

    /** The role it has logged in as. */
    String user();

    /** What it calls itself, or null. */
    String applicationName();

    /** What it is doing. */
    ClientState state();

    /** The server it is linked to, or null. */
    default ServerConnection server() {
        return null;
    }

    /** Whether it waits: for a server, or as a cancel request to be sent on. */
    boolean isWaiting();

    /** Since when it waits, System.nanoTime(); of one that does not wait it says nothing. */
    default long waitingSinceNanos() {
        return report().waitingSinceNanos();
    }

    /** The pool in whose queue it waits, or null. */
    default Pool queue() {
        return null;
    }

    /** What there is to tell of it. */
    ClientReport report();

    /** One look at the limits on time. @param now System.nanoTime() */
    default void checkTimeouts(long now) {
        // Most have none but those of what they bring about.
    }

    /** Has it read nothing, or go on (SUSPEND). */
    void suspend(boolean on);

    /** Ends it at once, without a word: it does not take what it has been told already. */
    void drop(String reason);

    /** Ends it at once, and tells it why. */
    void end(ErrorResponse error, String reason);
}
