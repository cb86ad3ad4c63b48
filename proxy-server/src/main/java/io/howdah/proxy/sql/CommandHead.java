package io.howdah.proxy.sql;

import java.util.ArrayList;
import java.util.List;

/** The first tokens of one statement. These show its command, and all of SET and RESET. */
final class CommandHead {

    /** More tokens than the longest SET SESSION CHARACTERISTICS, or EXPLAIN with every option, has. */
    private static final int LENGTH = 64;

    private final List<Token> tokens = new ArrayList<>();

    boolean isEmpty() {
        return tokens.isEmpty();
    }

    boolean isFull() {
        return tokens.size() == LENGTH;
    }

    /** Adds the statement's next token, unless the head is full. */
    void add(Token token) {
        if (!isFull()) {
            tokens.add(token);
        }
    }

    /** The token at an index; {@link Token#END} behind the last one. */
    Token at(int i) {
        return i < tokens.size() ? tokens.get(i) : Token.END;
    }

    /** The key word or name at an index; empty for any other token. */
    String word(int i) {
        return at(i).kind() == SqlLexer.Kind.WORD ? at(i).text() : "";
    }

    /** Index of the command's first token, which may stand behind opening parentheses, or behind EXPLAIN and its options. */
    int command() {
        int i = 0;
        while (at(i).isSymbol("(")) {
            i++;
        }
        return at(i).is("explain") ? explained(i + 1) : i;
    }

    private int explained(int from) {
        int i = from;
        if (at(i).isSymbol("(") && !beginsQuery(at(i + 1))) {
            while (!at(i).isEnd() && !at(i).isSymbol(")")) {
                i++;
            }
            return i + 1;
        }
        while (at(i).is("analyze") || at(i).is("analyse") || at(i).is("verbose")) {
            i++;
        }
        return i;
    }

    /** Whether a parenthesis before this token opens a query, not EXPLAIN's options. */
    private static boolean beginsQuery(Token token) {
        return token.is("select") || token.is("with") || token.is("values") || token.is("table") || token.isSymbol("(");
    }

    /** Whether {@code TO} or {@code =} stands at an index. */
    boolean isAssigned(int i) {
        return at(i).is("to") || at(i).isSymbol("=");
    }

    /** Index of the first token behind the name that begins here, dots included. */
    int nameEnd(int from) {
        int i = from + 1;
        while (at(i).isSymbol(".")) {
            i += 2;
        }
        return i;
    }

    /** The name of a parameter in {@code [from, to)}, in lower case. */
    String name(int from, int to) {
        StringBuilder name = new StringBuilder();
        for (int i = from; i < to; i++) {
            name.append(at(i).lowerCase());
        }
        return name.toString();
    }
}
