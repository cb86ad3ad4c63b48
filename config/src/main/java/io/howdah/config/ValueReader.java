package io.howdah.config;

import java.util.Optional;

/** Reads one written value, or adds a problem. */
final class ValueReader {

    /** The message for a value that may be a secret. */
    static final String NOT_SHOWN = "the value (not shown, it may be a secret) does not fit";

    private final ConfigProblems problems;

    ValueReader(ConfigProblems problems) {
        this.problems = problems;
    }

    /**
     * @param shownAs the name in messages, e.g. {@code databases.app.port}
     * @return empty if the value is wrong, which adds a problem
     */
    <T> Optional<T> read(SettingKey<T> key, RawValue raw, String shownAs) {
        // NUL ends a text in PostgreSQL's start-up packet: a NUL inside a value would smuggle in further parameters.
        if (raw.text().indexOf('\0') >= 0) {
            problems.add(raw.origin(), shownAs, "contains a NUL character", key.type().expected());
            return Optional.empty();
        }
        try {
            return Optional.of(key.type().read(key.type().isVerbatim() ? raw.text() : raw.text().strip()));
        } catch (InvalidValueException wrong) {
            boolean maySayTooMuch = (raw.replaced() || key.secret()) && !key.type().isDiscreet();
            String message = maySayTooMuch ? NOT_SHOWN : wrong.getMessage();
            problems.add(raw.origin(), shownAs, message, wrong.expected());
            return Optional.empty();
        }
    }
}
