package io.howdah.proxy.sql;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Finds texts whose meaning may depend on the time of their parsing. PostgreSQL makes a constant of {@code 'now'::timestamptz}
 * when it parses the text, and the statement keeps this constant (manual, "Date/Time Input", special values).
 */
public final class ClockLiterals {

    private static final Pattern CLOCK = Pattern.compile("\\b(now|today|tomorrow|yesterday|allballs)\\b");

    private ClockLiterals() {}

    /** @param body query text, NUL, and perhaps more */
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
