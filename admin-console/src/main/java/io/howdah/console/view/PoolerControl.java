package io.howdah.console.view;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What an operator may do to the pooler, in PgBouncer's words: the door for the console, for signals, and for whatever else gives orders.
 * An absent database stands for all of them. Everything may be called on any thread and returns at once; what is refused is a
 * {@link ControlException}, thrown or in the future.
 */
public interface PoolerControl {

    /** How the pooler is to end. */
    enum Shutdown {
        /** At once. */
        IMMEDIATE,
        /** When the transactions that run have ended. */
        WAIT_FOR_SERVERS,
        /** When the last client has left. */
        WAIT_FOR_CLIENTS
    }

    /**
     * Takes servers from clients as their transactions end, or in session mode as clients leave, and gives out no more. Cancelling the
     * future before it is done undoes it, and so does the limit.
     *
     * @param limit how long it may take; zero for no limit
     * @return done when no connection to a server is left
     */
    CompletableFuture<Void> pause(Optional<String> database, Duration limit);

    /** Ends a PAUSE, KILL or SUSPEND. */
    void resume(Optional<String> database);

    /** Lets no new client in. */
    void disable(String database);

    /** Lets new clients in again. */
    void enable(String database);

    /** Has every connection to a server closed as it comes free. */
    void reconnect(Optional<String> database);

    /** Drops all clients and servers at once, and holds those who come until RESUME. @return done when all have been told */
    CompletableFuture<Void> kill(Optional<String> database);

    /** Drops one client. @param id as SHOW CLIENTS tells it */
    CompletableFuture<Void> killClient(int id);

    /** Stops reading from clients and servers. @return done when everything read has left */
    CompletableFuture<Void> suspend();

    /** The last console has gone: nobody is left to end a SUSPEND, so it ends. */
    void consolesGone();

    /** Reads the configuration anew. @return what has changed, a line each */
    CompletableFuture<List<String>> reload();

    /** Changes one setting until the next reload. @return what there is to say to that, a line each */
    CompletableFuture<List<String>> set(String key, String value);

    /** Ends the pooler; returns at once. */
    void shutdown(Shutdown mode);

    /** @return done when every connection that is to be closed has been */
    CompletableFuture<Void> waitClose(Optional<String> database);
}
