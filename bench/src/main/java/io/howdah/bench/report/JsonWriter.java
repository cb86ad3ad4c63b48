package io.howdah.bench.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes JSON piece by piece, indented. Numbers that JSON has no word for (infinite, not a number) become {@code null}.
 *
 * <pre>{@code
 * new JsonWriter().beginObject().name("tps").value(1.5).name("errors").beginArray().endArray().endObject().text()
 * }</pre>
 */
public final class JsonWriter {

    private final StringBuilder text = new StringBuilder();
    /** Of each open object or array: what closes it. */
    private final Deque<Character> open = new ArrayDeque<>();
    private boolean first = true;
    private boolean named;

    public JsonWriter beginObject() {
        return begin('{', '}');
    }

    public JsonWriter endObject() {
        return end('}');
    }

    public JsonWriter beginArray() {
        return begin('[', ']');
    }

    public JsonWriter endArray() {
        return end(']');
    }

    /** Of the next value of an object. */
    public JsonWriter name(String name) {
        if (named || open.isEmpty() || open.peek() != '}') {
            throw new IllegalStateException("no name is expected here: " + name);
        }
        separate();
        quote(name);
        text.append(": ");
        named = true;
        return this;
    }

    /** A text, or {@code null}. */
    public JsonWriter value(String value) {
        before();
        if (value == null) {
            text.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    public JsonWriter value(long value) {
        before();
        text.append(value);
        return this;
    }

    public JsonWriter value(double value) {
        before();
        text.append(Double.isFinite(value) ? Double.toString(value) : "null");
        return this;
    }

    public JsonWriter value(boolean value) {
        before();
        text.append(value);
        return this;
    }

    /** The whole, once everything is closed. */
    public String text() {
        if (!open.isEmpty() || text.isEmpty()) {
            throw new IllegalStateException("not closed, or empty: " + text);
        }
        return text + "\n";
    }

    private JsonWriter begin(char opening, char closing) {
        before();
        text.append(opening);
        open.push(closing);
        first = true;
        return this;
    }

    private JsonWriter end(char closing) {
        if (named || open.isEmpty() || open.peek() != closing) {
            throw new IllegalStateException("nothing to close with " + closing);
        }
        open.pop();
        if (!first) {
            newLine();
        }
        text.append(closing);
        first = false;
        return this;
    }

    private void before() {
        if (named) {
            named = false;
        } else if (open.isEmpty() ? !text.isEmpty() : open.peek() == '}') {
            throw new IllegalStateException("no value is expected here");
        } else if (!open.isEmpty()) {
            separate();
        }
    }

    private void separate() {
        if (!first) {
            text.append(',');
        }
        first = false;
        newLine();
    }

    private void newLine() {
        text.append('\n').append("  ".repeat(open.size()));
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < 0x20) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
