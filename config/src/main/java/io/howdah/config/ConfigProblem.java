package io.howdah.config;

import java.util.Objects;

/**
 * One error in the configuration.
 *
 * @param message the value met; never contains a secret
 * @param expected the values that would be right; empty if the message says it all
 */
public record ConfigProblem(Origin where, String key, String message, String expected) {

    public ConfigProblem {
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(expected, "expected");
    }

    /** On one line. */
    @Override
    public String toString() {
        return OneLine.of(where + ": " + (key.isEmpty() ? "" : key + ": ") + message
                + (expected.isEmpty() ? "" : " (expected: " + expected + ")"));
    }
}
