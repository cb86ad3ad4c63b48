package io.howdah.proxy.client;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.server.ServerConnection;
import org.jspecify.annotations.Nullable;

/**
 * One client connection, as an operator sees it: logged in, or with a cancel request. Used on the loop of its {@link
 * LoopClients}.
 */
public interface Client {

    /** The connection's number, unique and constant. */
    int id();

    /** The database that the client has asked for. */
    String database();

    /** The role that the client has logged in as. */
    String user();

    /** The client's application_name, or null. */
    @Nullable
    String applicationName();

    /** What the client is doing. */
    ClientState state();

    /** The server linked to the client, or null. */
    default @Nullable ServerConnection server() {
        return null;
    }

    /** Whether the client waits for a server, or a cancel request waits to be sent. */
    boolean isWaiting();

    /** When the client's wait began, System.nanoTime(); without meaning if the client does not wait. */
    default long waitingSinceNanos() {
        return report().waitingSinceNanos();
    }

    /** The pool in whose queue the client waits, or null. */
    default @Nullable Pool queue() {
        return null;
    }

    /** A report on the client. */
    ClientReport report();

    /** Ends the client if it has passed a time limit. @param now System.nanoTime() */
    default void checkTimeouts(long now) {
        // A cancel request has no limit here; CancelSender applies cancel_wait_timeout.
    }

    /** Stops reading the client's socket, or goes on (SUSPEND). */
    void suspend(boolean on);

    /** Closes the client's socket at once. The client gets no error, and no answer that is still unsent. */
    void drop(String reason);

    /** Ends the client at once, with this error. */
    void end(ErrorResponse error, @Nullable String reason);
}
