package io.howdah.proxy.sql;

import io.netty.buffer.ByteBuf;

/**
 * The first word of a SQL text, as a long: its first eight bytes, ASCII letters in lower case, the first byte highest. So
 * {@code SELECT} is {@link #of of("select")}, {@code ==} compares words, and reading a word makes no object.
 */
public final class Keyword {

    /** The text has no first word: it is empty, has only comments, or begins with another token. */
    public static final long NONE = 0;

    private Keyword() {
    }

    /** The value of a word in lower case, by its first eight letters. */
    public static long of(String word) {
        long value = 0;
        for (int i = 0; i < Math.min(word.length(), Long.BYTES); i++) {
            value = value << 8 | word.charAt(i);
        }
        return value;
    }

    /**
     * Reads the first word of {@code [from, to)}. Skips blanks, comments, and opening parentheses, which may stand before SELECT.
     */
    public static long read(ByteBuf sql, int from, int to) {
        int at = skip(sql, from, to);
        if (at >= to || !Lexical.isIdentifierStart(sql.getByte(at))) {
            return NONE;
        }
        long value = 0;
        for (int length = 0; at < to && Lexical.isIdentifierPart(sql.getByte(at)); at++, length++) {
            if (length < Long.BYTES) {
                value = value << 8 | Lexical.fold(sql.getByte(at)) & 0xff;
            }
        }
        return value;
    }

    private static int skip(ByteBuf sql, int from, int to) {
        int at = from;
        while (at < to) {
            byte b = sql.getByte(at);
            if (Lexical.isBlank(b) || b == '(' || b == ';') {
                at++;
            } else if (b == '-' && at + 1 < to && sql.getByte(at + 1) == '-') {
                at = endOfLine(sql, at + 2, to);
            } else if (b == '/' && at + 1 < to && sql.getByte(at + 1) == '*') {
                at = endOfComment(sql, at + 2, to);
            } else {
                break;
            }
        }
        return at;
    }

    private static int endOfLine(ByteBuf sql, int from, int to) {
        int at = from;
        while (at < to && sql.getByte(at) != '\n' && sql.getByte(at) != '\r') {
            at++;
        }
        return at;
    }

    /** PostgreSQL's comments nest. */
    private static int endOfComment(ByteBuf sql, int from, int to) {
        int depth = 1;
        int at = from;
        while (at < to && depth > 0) {
            byte b = sql.getByte(at++);
            if (at < to && b == '*' && sql.getByte(at) == '/') {
                depth--;
                at++;
            } else if (at < to && b == '/' && sql.getByte(at) == '*') {
                depth++;
                at++;
            }
        }
        return at;
    }
}
