package io.howdah.proxy.sql;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds texts whose meaning may depend on the time of their parsing. PostgreSQL makes a constant of {@code 'now'::timestamptz}
 * when it parses the text, and the statement keeps this constant (manual, "Date/Time Input", special values).
 *
 * <p>Escapes and quotes can hide a special value: {@code E'\x6eow'}, {@code '{n\ow}'} as an array, {@code '[n"o"w,)'} as a range.
 * ClockLiterals reads each string with backslashes as an escape string too, for {@code standard_conforming_strings} may be off.
 */
public final class ClockLiterals {

    /** PostgreSQL reads {@code today12:00} as two words: only a letter makes another word. */
    private static final Pattern CLOCK = Pattern.compile("(?<![a-z])(?:now|today|tomorrow|yesterday|allballs)(?![a-z])",
            Pattern.CASE_INSENSITIVE);

    /** The escapes of {@code scan.l}: the first three groups are hexadecimal, the fourth is octal, the last is any other character. */
    private static final Pattern ESCAPE = Pattern.compile(
            "\\\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|(.))", Pattern.DOTALL);

    private static final int OCTAL = 4;
    private static final int OTHER = 5;

    private ClockLiterals() {}

    /** @param body query text, NUL, and perhaps more */
    public static boolean areIn(byte[] body) {
        SqlLexer lexer = new SqlLexer(body, true);
        for (SqlLexer.Kind kind = lexer.next(); kind != SqlLexer.Kind.END; kind = lexer.next()) {
            if (kind == SqlLexer.Kind.DOLLAR_STRING && mayNameClock(lexer.text())) {
                return true;
            }
            if (kind == SqlLexer.Kind.STRING && (isUnicodeString(body[lexer.start()]) || mayBeClock(lexer.text()))) {
                return true;
            }
        }
        return lexer.isAmbiguous();
    }

    /** Any character may be the escape of a U&amp; string, which a UESCAPE behind it names. */
    private static boolean isUnicodeString(byte first) {
        return Lexical.fold(first) == 'u';
    }

    private static boolean mayBeClock(String string) {
        return hasParts(string) || mayNameClock(string)
                || (string.indexOf('\\') >= 0 && mayNameClock(ESCAPE.matcher(string).replaceAll(ClockLiterals::unescaped)));
    }

    /** Whether the string goes on in another line. Such a string has single quotes that are not doubled. */
    private static boolean hasParts(String string) {
        return string.indexOf('\'') >= 0 && string.replace("''", "").indexOf('\'') >= 0;
    }

    /** The input of arrays, rows and ranges drops backslashes and double quotes. */
    private static boolean mayNameClock(String value) {
        return CLOCK.matcher(value).find()
                || ((value.indexOf('\\') >= 0 || value.indexOf('"') >= 0)
                        && CLOCK.matcher(value.replace("\\", "").replace("\"", "")).find());
    }

    private static String unescaped(MatchResult escape) {
        String other = escape.group(OTHER);
        if (other != null) {
            return Matcher.quoteReplacement("bfnrt".contains(other) ? " " : other);
        }
        for (int group = 1; group <= OCTAL; group++) {
            String digits = escape.group(group);
            if (digits != null) {
                return Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseUnsignedInt(digits, group == OCTAL ? 8 : 16)));
            }
        }
        return "";
    }
}
