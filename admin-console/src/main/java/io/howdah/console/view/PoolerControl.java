package io.howdah.console.view;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An operator's orders to the pooler, under PgBouncer's names. The console and signals give orders through this interface. An
 * absent database stands for all databases. Every method may be called on any thread and returns at once. A refusal is a
 * {@link ControlException}, thrown or in the future.
 */
public interface PoolerControl {

    /** The ways to end the pooler. */
    enum Shutdown {
        /** Ends at once. */
        IMMEDIATE,
        /** Ends when the running transactions have ended. */
        WAIT_FOR_SERVERS,
        /** Ends when the last client has left. */
        WAIT_FOR_CLIENTS
    }

    /**
     * Closes each server when its client's transaction ends, in session mode when its client leaves, and gives clients no server.
     * Cancelling the future before it is done undoes the pause, and so does the time limit.
     *
     * @param limit zero for no limit
     * @return done when the last server connection is closed
     */
    CompletableFuture<Void> pause(Optional<String> database, Duration limit);

    /** Ends a PAUSE, KILL or SUSPEND. */
    void resume(Optional<String> database);

    /** Refuses new clients. */
    void disable(String database);

    /** Admits new clients again. */
    void enable(String database);

    /** Closes every server connection when its client releases it. */
    void reconnect(Optional<String> database);

    /**
     * Drops all clients and servers at once; new clients wait for RESUME. @return done when every event loop has dropped its
     * clients
     */
    CompletableFuture<Void> kill(Optional<String> database);

    /** Drops one client. @param id as in SHOW CLIENTS */
    CompletableFuture<Void> killClient(int id);

    /** Stops reading from clients and servers. @return done when all bytes read before have left */
    CompletableFuture<Void> suspend();

    /** The last console has gone. Ends a SUSPEND, for no operator is left to end it. */
    void consolesGone();

    /** Reads the configuration again. @return the changes, one per line */
    CompletableFuture<List<String>> reload();

    /** Changes one setting until the next reload. @return remarks on the change, one per line */
    CompletableFuture<List<String>> set(String key, String value);

    /** Ends the pooler; returns at once. */
    void shutdown(Shutdown mode);

    /**
     * Asks PostgreSQL whether the answer to a statement could be cached. The statement is parsed, not run.
     *
     * @param database absent if there is only one pool
     * @param user absent if the database has only one pool
     * @return the verdict; fails with a {@link ControlException} if no server can be asked
     */
    CompletableFuture<CacheVerdict> explainCache(String statement, Optional<String> database, Optional<String> user);

    /**
     * Drops answers from the result cache.
     *
     * @return the number of answers dropped in this process's memory, done when Redis has dropped its answers too; fails with a
     *     {@link ControlException} if Redis does not answer
     */
    CompletableFuture<Long> flushCache(CacheScope scope);

    /**
     * Has the result cache take no new answers. Answers in the cache still go to clients, and a write still drops the answers
     * that come from its table.
     */
    void pauseCache();

    /** Ends {@link #pauseCache}. */
    void resumeCache();

    /**
     * Has servers answer every statement, as if there were no cache. The answers stay, and a write still drops the answers that
     * come from its table.
     *
     * @param on false to end this
     */
    void bypassCache(boolean on);

    /** @return done when every connection marked for closing is closed */
    CompletableFuture<Void> waitClose(Optional<String> database);
}
