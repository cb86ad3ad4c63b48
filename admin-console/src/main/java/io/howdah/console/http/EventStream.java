package io.howdah.console.http;

import java.util.concurrent.CompletionStage;

/** Server-sent events to one browser. Any thread. */
public interface EventStream {

    /**
     * Sends one event. If the browser has not taken the earlier events yet, nothing is sent: an event is a snapshot, so the next
     * event replaces this one.
     *
     * @param data one or more lines
     * @return whether the event was sent
     */
    boolean send(String data);

    /** Ends the stream. */
    void close();

    /** Completes when the browser has gone or the stream has ended. */
    CompletionStage<Void> closed();
}
