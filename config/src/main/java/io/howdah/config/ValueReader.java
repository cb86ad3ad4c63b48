package io.howdah.config;

import java.util.Optional;

/** Understands one written value, or adds the problem it has. */
final class ValueReader {

    private final ConfigProblems problems;

    ValueReader(ConfigProblems problems) {
        this.problems = problems;
    }

    /**
     * @param shownAs the name in messages, e.g. {@code databases.app.port}
     * @return nothing when the value is a problem, which then has been added
     */
    <T> Optional<T> read(SettingKey<T> key, RawValue raw, String shownAs) {
        // PostgreSQL's startup packet ends texts with NUL: one inside would smuggle in further parameters.
        if (raw.text().indexOf('\0') >= 0) {
            problems.add(raw.origin(), shownAs, "contains a NUL character", key.type().expected());
            return Optional.empty();
        }
        try {
            return Optional.of(key.type().read(key.type().isVerbatim() ? raw.text() : raw.text().strip()));
        } catch (InvalidValueException wrong) {
            String message = raw.replaced() || key.secret()
                    ? "the value (not shown, it may be a secret) does not fit" : wrong.getMessage();
            problems.add(raw.origin(), shownAs, message, wrong.expected());
            return Optional.empty();
        }
    }
}
