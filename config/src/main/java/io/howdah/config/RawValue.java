package io.howdah.config;

/**
 * A value as written.
 *
 * @param text without quotes and with variables replaced
 * @param replaced whether the text came from environment variables. These may hold secrets, so messages must not repeat the text.
 */
record RawValue(String text, boolean replaced, Origin origin) {

    RawValue(String text, Origin origin) {
        this(text, false, origin);
    }
}
