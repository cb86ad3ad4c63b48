package io.howdah.protocol;

/**
 * Text from outside on its way to people: names, parameters and statements of clients, and whatever else may have been made up. What ends
 * a line, moves a terminal's cursor or turns the direction of writing is written as an escape, so that nothing passes for something else.
 */
public final class Printable {

    private Printable() {
    }

    /** The text with escapes for what is not to be seen; the same object where there is nothing of that. */
    public static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPrintable(text, i)) {
                return escaped(text, i);
            }
        }
        return text;
    }

    private static boolean isPrintable(String text, int at) {
        char c = text.charAt(at);
        if (c < 0x7F) {
            return c >= ' ';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SURROGATE -> isPaired(text, at);
            default -> true;
        };
    }

    private static boolean isPaired(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }

    private static String escaped(String text, int from) {
        StringBuilder line = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPrintable(text, i)) {
                line.append(c);
            } else if (c == '\n') {
                line.append("\\n");
            } else if (c == '\r') {
                line.append("\\r");
            } else if (c == '\t') {
                line.append("\\t");
            } else if (c < 0x100) {
                line.append(String.format("\\x%02x", (int) c));
            } else {
                line.append(String.format("\\u%04x", (int) c));
            }
        }
        return line.toString();
    }
}
