package io.howdah.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** What the system said when it refused something. */
final class IoProblems {

    private IoProblems() {}

    /** The message of the cause, or null. */
    static @Nullable String text(UncheckedIOException problem) {
        IOException cause = problem.getCause();
        assert cause != null : "an UncheckedIOException has a cause";
        return cause.getMessage();
    }
}
