package io.howdah.bench.load.wire;

import java.util.Objects;

/**
 * One SQL statement, at whose very end a key may stand.
 *
 * @param text without the key
 * @param keyed whether a key, a whole number, follows
 */
public record Statement(String text, boolean keyed) {

    /** Begins a transaction of several statements. */
    public static final Statement BEGIN = new Statement("BEGIN", false);
    /** Ends it. */
    public static final Statement COMMIT = new Statement("COMMIT", false);

    public Statement {
        Objects.requireNonNull(text, "text");
    }

    /** With a parameter in the key's place. */
    String parameterized() {
        return keyed ? text + "$1" : text;
    }
}
