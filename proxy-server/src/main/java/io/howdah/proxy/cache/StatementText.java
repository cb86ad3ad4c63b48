package io.howdah.proxy.cache;

/**
 * The text of one statement, and what the comments in it say to the cache.
 *
 * @param text as the client has sent it, each byte a character
 */
record StatementText(String text, CacheHints hints) {

    /** @param escapes whether a backslash escapes in an ordinary string (standard_conforming_strings is off) */
    static StatementText of(String text, boolean escapes) {
        return new StatementText(text, CacheHints.of(text, escapes));
    }
}
