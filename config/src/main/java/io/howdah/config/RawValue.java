package io.howdah.config;

/**
 * A value as it was written, not yet understood.
 *
 * @param text what counts: quotes removed, variables replaced
 * @param replaced whether the text came out of environment variables, which may hold secrets: it is then not repeated
 *     in messages
 */
record RawValue(String text, boolean replaced, Origin origin) {

    RawValue(String text, Origin origin) {
        this(text, false, origin);
    }
}
