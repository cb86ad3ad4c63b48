package io.howdah.bench.load.wire;

import java.util.Objects;

/**
 * One SQL statement. A key may stand at its very end.
 *
 * @param text the statement without the key
 * @param keyed whether a key, a whole number, follows
 */
public record Statement(String text, boolean keyed) {

    /** Begins a transaction of several statements. */
    public static final Statement BEGIN = new Statement("BEGIN", false);
    /** Ends a transaction of several statements. */
    public static final Statement COMMIT = new Statement("COMMIT", false);

    public Statement {
        Objects.requireNonNull(text, "text");
    }

    /** The statement with a parameter in the key's place. */
    String parameterized() {
        return keyed ? text + "$1" : text;
    }
}
