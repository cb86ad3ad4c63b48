package io.howdah.proxy.cache.probe;

import java.util.regex.Pattern;

/**
 * Finds words in a statement that PostgreSQL's input of dates and times reads as the current time (PostgreSQL manual, "Special
 * Date/ Time Inputs"): now, today, tomorrow and yesterday. PostgreSQL folds them to a constant while it parses, so the query
 * tree does not show them. A string constant with escapes may hide the words, so any backslash and any U&amp; string counts as
 * one. So does a constant in parts on several lines, which PostgreSQL joins ({@code quotecontinue} in {@code scan.l}). A comment
 * behind a constant may stand between two parts, and counts as well: the search takes a time that is proportional to the text.
 */
public final class ClockWords {

    private static final String NEXT_PART = "'[ \\t\\f\\x0b]*+(?:--|[\\n\\r]\\s*+(?:'|--))";

    private static final Pattern WORDS = Pattern.compile("now|today|tomorrow|yesterday|\\\\|u&'|" + NEXT_PART,
            Pattern.CASE_INSENSITIVE);

    private static final Pattern BARE_WORDS = Pattern.compile("now|today|tomorrow|yesterday|\\\\", Pattern.CASE_INSENSITIVE);

    private ClockWords() {}

    /** Whether the text may contain such a word: in a string, an array or a range, and also where the word is only a name. */
    public static boolean in(String statement) {
        return WORDS.matcher(statement).find();
    }

    /**
     * Whether the value of a parameter may contain such a word. In a composite or an array the word may have quotes within, or a
     * backslash.
     */
    public static boolean inValue(String value) {
        return BARE_WORDS.matcher(value.indexOf('"') < 0 ? value : value.replace("\"", "")).find();
    }
}
