package io.howdah.proxy.sql;

import io.howdah.protocol.CStrings;

/**
 * Cuts a SQL text into tokens by PostgreSQL's lexical rules ({@code scan.l}): quotes, escapes, dollar quotes, nested comments,
 * strings continued on another line. SqlLexer is coarser than PostgreSQL where session state does not depend on it: an operator
 * is single characters, and a number is only its digits.
 */
public final class SqlLexer {

    /** The kinds of token. */
    public enum Kind {
        /** A key word, or a name without quotes. */
        WORD,
        /** A name in double quotes. */
        QUOTED_NAME,
        /** A name in double quotes with Unicode escapes; its value is not decoded. */
        UNICODE_NAME,
        /** A string of any kind but {@link #DOLLAR_STRING}. */
        STRING,
        /** A string in dollar quotes. */
        DOLLAR_STRING, NUMBER,
        /** {@code $1}. */
        PARAMETER,
        /** One character of an operator or of punctuation. */
        SYMBOL,
        /** The end of a statement. */
        SEMICOLON,
        /** The end of the text. */
        END,
        /** A quote or a comment without an end. */
        UNTERMINATED
    }

    private final byte[] sql;
    private final int end;
    private final boolean standardConformingStrings;

    private int at;
    private Kind kind = Kind.END;
    private int start;
    private int contentStart;
    private int contentEnd;
    private boolean ambiguous;

    /** Begins a text; a NUL ends it. */
    public SqlLexer(byte[] sql, boolean standardConformingStrings) {
        this.sql = sql;
        this.standardConformingStrings = standardConformingStrings;
        int nul = 0;
        while (nul < sql.length && sql[nul] != 0) {
            nul++;
        }
        this.end = nul;
    }

    /** Goes to the next token and returns its kind; after the last token, always {@link Kind#END}. */
    public Kind next() {
        kind = scan();
        return kind;
    }

    /** The current token's kind. */
    public Kind kind() {
        return kind;
    }

    /** Index of the current token's first byte. */
    public int start() {
        return start;
    }

    /** Index behind the current token's last byte. */
    public int end() {
        return at;
    }

    /** The current token's single character; only for a {@link Kind#SYMBOL}. */
    public char symbol() {
        return (char) sql[start];
    }

    /**
     * The token's value: a word in lower case as PostgreSQL folds it, a name or a string without its quotes. Escapes and doubled
     * quotes stay as they are, for no value that the classifier looks for contains any.
     */
    public String text() {
        byte[] text = new byte[contentEnd - contentStart];
        for (int i = 0; i < text.length; i++) {
            byte b = sql[contentStart + i];
            text[i] = kind == Kind.WORD ? Lexical.fold(b) : b;
        }
        return CStrings.text(text);
    }

    /**
     * Whether the lexer takes {@code standard_conforming_strings} to be on and the text so far has a string that would end
     * elsewhere if it were off: a string with a backslash before a quote.
     */
    public boolean isAmbiguous() {
        return ambiguous;
    }

    private Kind scan() {
        if (!skipBlanks()) {
            start = at;
            return Kind.UNTERMINATED;
        }
        start = at;
        contentStart = at;
        contentEnd = at;
        if (at >= end) {
            return Kind.END;
        }
        byte b = sql[at];
        if (Lexical.isIdentifierStart(b)) {
            return wordOrPrefixedQuote(b);
        }
        if (b == '\'') {
            return string(at, !standardConformingStrings, standardConformingStrings);
        }
        if (b == '"') {
            return name(at, Kind.QUOTED_NAME);
        }
        if (b == '$') {
            return dollar();
        }
        if (Lexical.isDigit(b)) {
            while (at < end && (Lexical.isDigit(sql[at]) || sql[at] == '.')) {
                at++;
            }
            contentEnd = at;
            return Kind.NUMBER;
        }
        at++;
        contentEnd = at;
        return b == ';' ? Kind.SEMICOLON : Kind.SYMBOL;
    }

    private Kind wordOrPrefixedQuote(byte first) {
        byte second = peek(1);
        if (second == '\'') {
            byte prefix = Lexical.fold(first);
            if (prefix == 'e') {
                return string(at + 1, true, false);
            } else if (prefix == 'b' || prefix == 'x') {
                return string(at + 1, false, false);
            } else if (prefix == 'n') {
                return string(at + 1, !standardConformingStrings, standardConformingStrings);
            }
        }
        if (Lexical.fold(first) == 'u' && second == '&') {
            if (peek(2) == '\'') {
                return string(at + 2, false, false);
            }
            if (peek(2) == '"') {
                return name(at + 2, Kind.UNICODE_NAME);
            }
        }
        while (at < end && Lexical.isIdentifierPart(sql[at])) {
            at++;
        }
        contentEnd = at;
        return Kind.WORD;
    }

    /** @param mayDiffer whether a backslash means something else under the other {@code standard_conforming_strings} */
    private Kind string(int quote, boolean escapes, boolean mayDiffer) {
        int i = quote + 1;
        contentStart = i;
        while (i < end) {
            byte b = sql[i];
            if (b == '\\' && escapes) {
                // In SJIS, BIG5 and the like the backslash may be the second byte of a character.
                ambiguous |= i > quote + 1 && sql[i - 1] < 0;
                // A backslash at the text's end has no character to escape.
                i = Math.min(i + 2, end);
                continue;
            }
            if (b == '\\' && mayDiffer && peekFrom(i + 1) == '\'') {
                ambiguous = true;
            }
            if (b != '\'') {
                i++;
                continue;
            }
            if (peekFrom(i + 1) == '\'') {
                i += 2;
                continue;
            }
            int goesOn = continuation(i + 1);
            if (goesOn < 0) {
                contentEnd = i;
                at = i + 1;
                return Kind.STRING;
            }
            i = goesOn + 1;
        }
        at = end;
        contentEnd = end;
        return Kind.UNTERMINATED;
    }

    /**
     * Finds the continuation of a string ({@code quotecontinue}): two strings are one if only blanks with at least one line end,
     * and {@code --} comments, stand between them. The first string's rules of escaping apply to the second.
     *
     * @return the index of the second string's quote, or -1
     */
    private int continuation(int from) {
        boolean newline = false;
        int i = from;
        while (i < end) {
            if (Lexical.isNewline(sql[i])) {
                newline = true;
                i++;
            } else if (Lexical.isBlank(sql[i])) {
                i++;
            } else if (sql[i] == '-' && peekFrom(i + 1) == '-') {
                i = endOfLine(i);
            } else {
                break;
            }
        }
        return newline && i < end && sql[i] == '\'' ? i : -1;
    }

    private Kind name(int quote, Kind found) {
        int i = quote + 1;
        contentStart = i;
        while (i < end) {
            if (sql[i] != '"') {
                i++;
            } else if (peekFrom(i + 1) == '"') {
                i += 2;
            } else {
                contentEnd = i;
                at = i + 1;
                return found;
            }
        }
        at = end;
        contentEnd = end;
        return Kind.UNTERMINATED;
    }

    private Kind dollar() {
        if (Lexical.isDigit(peek(1))) {
            at++;
            while (at < end && Lexical.isDigit(sql[at])) {
                at++;
            }
            contentEnd = at;
            return Kind.PARAMETER;
        }
        int tagEnd = at + 1;
        if (tagEnd < end && Lexical.isIdentifierStart(sql[tagEnd])) {
            while (tagEnd < end && Lexical.isIdentifierPart(sql[tagEnd]) && sql[tagEnd] != '$') {
                tagEnd++;
            }
        }
        if (peekFrom(tagEnd) != '$') {
            at++;
            contentEnd = at;
            return Kind.SYMBOL;
        }
        int length = tagEnd + 1 - at;
        contentStart = at + length;
        for (int i = contentStart; i + length <= end; i++) {
            if (sql[i] == '$' && sameBytes(i, at, length)) {
                contentEnd = i;
                at = i + length;
                return Kind.DOLLAR_STRING;
            }
        }
        at = end;
        contentEnd = end;
        return Kind.UNTERMINATED;
    }

    private boolean sameBytes(int a, int b, int length) {
        for (int i = 0; i < length; i++) {
            if (sql[a + i] != sql[b + i]) {
                return false;
            }
        }
        return true;
    }

    /** Skips blanks and comments; returns false for a comment without an end. */
    private boolean skipBlanks() {
        while (at < end) {
            byte b = sql[at];
            if (Lexical.isBlank(b)) {
                at++;
            } else if (b == '-' && peek(1) == '-') {
                at = endOfLine(at);
            } else if (b == '/' && peek(1) == '*') {
                if (!skipComment()) {
                    return false;
                }
            } else {
                break;
            }
        }
        return true;
    }

    private boolean skipComment() {
        int depth = 1;
        at += 2;
        while (at < end) {
            if (sql[at] == '*' && peek(1) == '/') {
                at += 2;
                if (--depth == 0) {
                    return true;
                }
            } else if (sql[at] == '/' && peek(1) == '*') {
                at += 2;
                depth++;
            } else {
                at++;
            }
        }
        return false;
    }

    private int endOfLine(int from) {
        int i = from;
        while (i < end && !Lexical.isNewline(sql[i])) {
            i++;
        }
        return i;
    }

    private byte peek(int offset) {
        return peekFrom(at + offset);
    }

    private byte peekFrom(int index) {
        return index < end ? sql[index] : 0;
    }
}
