package io.howdah.console.view;

import java.util.Optional;

/** The part of the result cache that CACHE FLUSH means, in all databases. */
public sealed interface CacheScope {

    /** Every answer. */
    record All() implements CacheScope {}

    /**
     * The answers that come from one table.
     *
     * @param schema absent for tables of this name in any schema
     * @param name the table's name in pg_class
     */
    record Table(Optional<String> schema, String name) implements CacheScope {}

    /** The answers that have a tag. @param name as a comment in the statement gives it, case and all */
    record Tag(String name) implements CacheScope {}

    /** The answers to one statement. @param id as in SHOW CACHE_STATEMENTS */
    record Statement(String id) implements CacheScope {}

    /**
     * The answers to the statements with such a text.
     *
     * @param text where {@code *} stands for any number of characters; a statement's whole text must match, in the same case
     */
    record Pattern(String text) implements CacheScope {

        private static final char ANYTHING = '*';

        /**
         * Whether a statement has such a text. The time grows at most with the product of both lengths, whatever an operator
         * writes.
         */
        public boolean matches(String statement) {
            int inText = 0;
            int inStatement = 0;
            int afterStar = -1;
            int taken = 0; // end of what the last star stands for so far
            while (inStatement < statement.length()) {
                if (inText < text.length() && text.charAt(inText) == ANYTHING) {
                    inText++;
                    afterStar = inText;
                    taken = inStatement;
                } else if (inText < text.length() && text.charAt(inText) == statement.charAt(inStatement)) {
                    inText++;
                    inStatement++;
                } else if (afterStar >= 0) {
                    taken++;
                    inText = afterStar;
                    inStatement = taken;
                } else {
                    return false;
                }
            }
            return text.substring(inText).chars().allMatch(c -> c == ANYTHING);
        }
    }
}
