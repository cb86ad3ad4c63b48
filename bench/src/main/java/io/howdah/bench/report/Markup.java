package io.howdah.bench.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML with SVG in it that is well-formed XML too: what is opened is closed in turn, and text and attributes are escaped.
 * Attributes are given as name, value, name, value.
 */
final class Markup {

    private final StringBuilder text = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    Markup open(String tag, String... attributes) {
        start(tag, attributes);
        text.append('>');
        open.push(tag);
        return this;
    }

    Markup close() {
        text.append("</").append(open.pop()).append('>');
        return this;
    }

    /** An element with nothing in it: of SVG, or one of HTML's that cannot have anything in it. */
    Markup leaf(String tag, String... attributes) {
        start(tag, attributes);
        text.append("/>");
        return this;
    }

    Markup element(String tag, String content, String... attributes) {
        return open(tag, attributes).text(content).close();
    }

    /** Text; of a style sheet only the quotation marks and {@code >} come through unchanged, which is all that one needs. */
    Markup text(String content) {
        escape(content, false);
        return this;
    }

    Markup line() {
        text.append('\n');
        return this;
    }

    /** The document, once everything is closed. */
    String document() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return "<!DOCTYPE html>\n" + text + "\n";
    }

    private void start(String tag, String... attributes) {
        text.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1], true);
            text.append('"');
        }
    }

    private void escape(String content, boolean inAttribute) {
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            if (c == '&') {
                text.append("&amp;");
            } else if (c == '<') {
                text.append("&lt;");
            } else if (c == '>' && i > 0 && content.charAt(i - 1) == ']') {
                // XML forbids the end of a CDATA section in text.
                text.append("&gt;");
            } else if (c == '"' && inAttribute) {
                text.append("&quot;");
            } else {
                // XML 1.0 cannot say control characters, escaped or not.
                boolean unsayable = c < ' ' && c != '\n' && c != '\t' || c >= 0xfffe;
                text.append(unsayable ? '\ufffd' : c);
            }
        }
    }
}
