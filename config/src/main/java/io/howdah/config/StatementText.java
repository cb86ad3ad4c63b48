package io.howdah.config;

import java.util.Locale;

/** The form in which a rule's text and a statement are compared. */
final class StatementText {

    private StatementText() {
    }

    /** In lower case, with one blank for all white space between two words and none at the ends. */
    static String normal(String statement) {
        StringBuilder normal = new StringBuilder(statement.length());
        boolean isBlankDue = false;
        for (int i = 0; i < statement.length(); i++) {
            char c = statement.charAt(i);
            if (isBlank(c)) {
                isBlankDue = normal.length() > 0;
            } else {
                if (isBlankDue) {
                    normal.append(' ');
                    isBlankDue = false;
                }
                normal.append(c);
            }
        }
        return normal.toString().toLowerCase(Locale.ROOT);
    }

    /** White space in PostgreSQL's {@code scan.l}. */
    private static boolean isBlank(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }
}
