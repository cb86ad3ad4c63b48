package io.howdah.proxy.sql;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether a statement's text may mean another time each time it is parsed: PostgreSQL makes a constant of {@code 'now'::timestamptz} when
 * it parses the text, and the statement keeps that (manual, "Date/Time Input", special values).
 */
public final class ClockLiterals {

    private static final Pattern CLOCK = Pattern.compile("\\b(now|today|tomorrow|yesterday|allballs)\\b");

    private ClockLiterals() {}

    /** @param body query text, NUL, and whatever comes behind it */
    public static boolean areIn(byte[] body) {
        SqlLexer lexer = new SqlLexer(body, true);
        for (SqlLexer.Kind kind = lexer.next(); kind != SqlLexer.Kind.END; kind = lexer.next()) {
            if (kind == SqlLexer.Kind.STRING && CLOCK.matcher(lexer.text().toLowerCase(Locale.ROOT)).find()) {
                return true;
            }
        }
        return lexer.isAmbiguous();
    }
}
