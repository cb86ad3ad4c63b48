package io.howdah.config;

import java.util.Objects;

/** A finding that the user should know but that does not prevent a start. */
public record ConfigWarning(Origin where, String key, String message) {

    public ConfigWarning {
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(message, "message");
    }

    /** On one line. */
    @Override
    public String toString() {
        return OneLine.of(where + ": " + key + ": " + message);
    }
}
