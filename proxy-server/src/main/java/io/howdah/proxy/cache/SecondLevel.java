package io.howdah.proxy.cache;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Answers outside of this process, in which the pooler looks after it has found none in memory, and before it asks PostgreSQL.
 * While the look-up runs, the client waits.
 */
public interface SecondLevel {

    /**
     * Looks for an answer. Called on an event loop, so it must not block; at most once for each request, and once for all clients
     * that want the same answer at the same time.
     *
     * @return the answer, made by {@link Question#answer}, or null; every look-up completes in a few milliseconds, with a failure
     *     if there is no other way, and on any thread
     */
    CompletionStage<@Nullable CachedAnswer> lookUp(Question question);

    /**
     * PostgreSQL has answered a question that the level has looked for. Must not block, and may do nothing.
     *
     * @param bytes messages: a RowDescription, if there is one, DataRows and a CommandComplete
     * @param rows index of the first message behind the RowDescription; 0 if there is none
     * @param bestBeforeNanos when the answer's time is over, System.nanoTime()
     */
    void store(Question question, byte[] bytes, int rows, long bestBeforeNanos);
}
