package io.howdah.proxy.cache;

import java.util.regex.Pattern;

/**
 * Finds words in a statement that PostgreSQL's input of dates and times reads as the current time (PostgreSQL manual, "Special Date/
 * Time Inputs"): now, today, tomorrow and yesterday. PostgreSQL folds them to a constant while it parses, so the query tree does not
 * show them. A string constant with escapes may hide the words, so any backslash and any U&amp; string counts as one.
 */
final class ClockWords {

    private static final Pattern WORDS = Pattern.compile("now|today|tomorrow|yesterday|\\\\|u&'", Pattern.CASE_INSENSITIVE);

    private ClockWords() {}

    /** Whether the text may contain such a word: in a string, an array or a range, and also where the word is only a name. */
    static boolean in(String statement) {
        return WORDS.matcher(statement).find();
    }
}
