package io.howdah.config;

/** A text that does not fit its type. The message says what was met, {@link #expected()} what would fit. */
final class InvalidValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String expected;

    InvalidValueException(String message, String expected) {
        // Only ever turned into a ConfigProblem, where the place in the file says more than a stack.
        super(message, null, false, false);
        this.expected = expected;
    }

    String expected() {
        return expected;
    }
}
