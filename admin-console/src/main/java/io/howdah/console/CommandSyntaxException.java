package io.howdah.console;

/** A text is no command. */
public final class CommandSyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int position;

    /** @param position where in the whole text, in characters, counted from 1 */
    CommandSyntaxException(String message, int position) {
        super(message);
        this.position = position;
    }

    /** Where in the whole text, in characters, counted from 1. */
    public int position() {
        return position;
    }
}
