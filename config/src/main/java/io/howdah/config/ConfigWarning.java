package io.howdah.config;

import java.util.Objects;

/** Something that does not prevent a start but that its author should know. */
public record ConfigWarning(Origin where, String key, String message) {

    public ConfigWarning {
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(message, "message");
    }

    @Override
    public String toString() {
        return where + ": " + key + ": " + message;
    }
}
