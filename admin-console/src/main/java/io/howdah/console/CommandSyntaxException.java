package io.howdah.console;

/** A text is not a command of the console. */
public final class CommandSyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int position;

    /** @param position of the error in the whole text, in characters, counted from 1 */
    CommandSyntaxException(String message, int position) {
        super(message);
        this.position = position;
    }

    /** Position of the error in the whole text, in characters, counted from 1. */
    public int position() {
        return position;
    }
}
