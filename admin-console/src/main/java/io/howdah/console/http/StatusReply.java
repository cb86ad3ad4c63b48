package io.howdah.console.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer: complete, or the beginning of a stream of events.
 *
 * @param status of HTTP
 * @param type of the content
 * @param body of a complete answer; empty for a stream
 * @param headers beside the headers of every answer
 * @param events gets the stream when it is open; null for a complete answer
 */
public record StatusReply(int status, String type, byte[] body, Map<String, String> headers,
        @Nullable Consumer<EventStream> events) {

    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String JSON = "application/json; charset=utf-8";

    public StatusReply {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(body, "body");
        headers = Map.copyOf(headers);
    }

    /** A complete answer. */
    public static StatusReply of(int status, String type, byte[] body) {
        return new StatusReply(status, type, body, Map.of(), null);
    }

    /** One line of text. */
    public static StatusReply text(int status, String line) {
        return of(status, PLAIN, (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** A JSON document. */
    public static StatusReply json(int status, byte[] document) {
        return of(status, JSON, document);
    }

    /** Server-sent events. The consumer is called once, after the answer's head, and keeps the stream. */
    public static StatusReply events(Consumer<EventStream> opened) {
        return new StatusReply(200, "text/event-stream", new byte[0], Map.of(), opened);
    }

    /** The same answer with one more header. */
    StatusReply with(String name, String value) {
        Map<String, String> more = new java.util.HashMap<>(headers);
        more.put(name, value);
        return new StatusReply(status, type, body, more, events);
    }

    boolean isStream() {
        return events != null;
    }
}
