package io.howdah.console.http;

import java.util.concurrent.CompletionStage;

/** Server-sent events to one reader. Any thread. */
public interface EventStream {

    /**
     * Sends one event. A reader that has not taken what was sent before gets nothing: an event is a snapshot, and the next one has it all.
     *
     * @param data one or more lines
     * @return whether it was sent
     */
    boolean send(String data);

    /** Ends the stream. */
    void close();

    /** Completes when the reader has gone, or the stream has been ended. */
    CompletionStage<Void> closed();
}
