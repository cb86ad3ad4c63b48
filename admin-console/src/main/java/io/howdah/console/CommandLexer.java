package io.howdah.console;

import java.util.Locale;

/**
 * A cursor over the words of one text with the console's commands. PostgreSQL's comments and quotes apply. The text is that of a
 * Query or Parse and may hold several statements.
 */
final class CommandLexer {

    /** The kinds of token. */
    enum Kind { WORD, QUOTED_NAME, STRING, SYMBOL, END_OF_STATEMENT, END }

    private final String text;
    private int next;
    private Kind kind = Kind.END;
    private int start;
    private int end;
    private String value = "";

    CommandLexer(String text) {
        this.text = text;
    }

    Kind kind() {
        return kind;
    }

    /** The token's value: without quotes, and with doubled quotes halved. */
    String value() {
        return value;
    }

    /** Index of the token's first character in the text. */
    int start() {
        return start;
    }

    /** Index behind the token's last character. */
    int end() {
        return end;
    }

    /** Whether the token is this word, in any case and without quotes. */
    boolean is(String word) {
        return kind == Kind.WORD && value.equalsIgnoreCase(word);
    }

    boolean isSymbol(char symbol) {
        return kind == Kind.SYMBOL && value.charAt(0) == symbol;
    }

    boolean atEnd() {
        return kind == Kind.END_OF_STATEMENT || kind == Kind.END;
    }

    String lowerCase() {
        return value.toLowerCase(Locale.ROOT);
    }

    /** Goes to the next token. Words consist of letters, digits, underscores and dollar signs. */
    CommandLexer advance() throws CommandSyntaxException {
        return advance("_$");
    }

    /**
     * Goes to the next token where a value must follow: a word may then be {@code scram-sha-256}, {@code 0.5}, {@code -1} or
     * {@code /etc/x}.
     */
    CommandLexer advanceToValue() throws CommandSyntaxException {
        return advance("_$.-+:/@*%");
    }

    /** Goes back to the token that begins at this index. */
    CommandLexer backTo(int index) throws CommandSyntaxException {
        next = index;
        return advance();
    }

    private CommandLexer advance(String wordSymbols) throws CommandSyntaxException {
        skipBlanks();
        start = next;
        if (next >= text.length()) {
            return met(Kind.END, "", next);
        }
        char first = text.charAt(next);
        if (first == ';') {
            return met(Kind.END_OF_STATEMENT, ";", next + 1);
        }
        if (first == '\'') {
            return quoted(Kind.STRING, '\'');
        }
        if (first == '"') {
            return quoted(Kind.QUOTED_NAME, '"');
        }
        int to = next;
        while (to < text.length() && isOfWord(text.charAt(to), wordSymbols)) {
            to++;
        }
        return to > next ? met(Kind.WORD, text.substring(next, to), to) : met(Kind.SYMBOL, String.valueOf(first), next + 1);
    }

    private static boolean isOfWord(char c, String symbols) {
        return Character.isLetterOrDigit(c) || Character.isSurrogate(c) || symbols.indexOf(c) >= 0;
    }

    private CommandLexer met(Kind what, String says, int to) {
        kind = what;
        value = says;
        next = to;
        end = to;
        return this;
    }

    private CommandLexer quoted(Kind what, char quote) throws CommandSyntaxException {
        StringBuilder content = new StringBuilder();
        for (int i = next + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != quote) {
                content.append(c);
            } else if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
                content.append(quote);
                i++;
            } else {
                return met(what, content.toString(), i + 1);
            }
        }
        throw new CommandSyntaxException(what == Kind.STRING ? "unterminated quoted string" : "unterminated quoted identifier",
                position(next));
    }

    private void skipBlanks() throws CommandSyntaxException {
        while (next < text.length()) {
            if (Character.isWhitespace(text.charAt(next))) {
                next++;
            } else if (text.startsWith("--", next)) {
                int line = text.indexOf('\n', next);
                next = line < 0 ? text.length() : line + 1;
            } else if (text.startsWith("/*", next)) {
                skipComment();
            } else {
                return;
            }
        }
    }

    /** PostgreSQL's comments nest. */
    private void skipComment() throws CommandSyntaxException {
        int depth = 0;
        int i = next;
        do {
            if (text.startsWith("/*", i)) {
                depth++;
                i += 2;
            } else if (text.startsWith("*/", i)) {
                depth--;
                i += 2;
            } else if (i >= text.length()) {
                throw new CommandSyntaxException("unterminated /* comment", position(next));
            } else {
                i++;
            }
        } while (depth > 0);
        next = i;
    }

    /** The whole text. */
    String text() {
        return text;
    }

    /** Converts an index into PostgreSQL's position: in characters, counted from 1. */
    int position(int index) {
        return text.codePointCount(0, index) + 1;
    }
}
