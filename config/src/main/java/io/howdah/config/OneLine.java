package io.howdah.config;

/**
 * Puts a message on one line: a file may hold any character, and a message repeats pieces of files. Characters that end a line, move a
 * terminal's cursor or change the direction of writing become escapes.
 */
final class OneLine {

    private OneLine() {
    }

    static String of(String text) {
        return text.chars().allMatch(OneLine::isPrintable) ? text : escaped(text);
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String escaped(String text) {
        StringBuilder line = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> line.append(isPrintable(c) ? String.valueOf(c) : String.format("\\u%04x", (int) c));
            }
        }
        return line.toString();
    }
}
