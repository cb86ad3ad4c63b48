package io.howdah.config;

import java.util.Objects;

/** A text that does not fit its type. The message names the value met, {@link #expected()} the values that fit. */
final class InvalidValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String expected;

    InvalidValueException(String message, String expected) {
        // Every instance becomes a ConfigProblem, where the place in the file helps and a stack trace does not.
        super(message, null, false, false);
        this.expected = expected;
    }

    /** Never null: each instance has a message. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    String expected() {
        return expected;
    }
}
