package io.howdah.proxy.sql;

import io.howdah.proxy.sql.SqlLexer.Kind;
import java.util.Locale;

/** One token of a statement. Its text is {@link SqlLexer#text}, or empty where no rule reads the text. */
record Token(Kind kind, String text) {

    /** Stands behind a statement's last token. */
    static final Token END = new Token(Kind.END, "");

    boolean isEnd() {
        return kind == Kind.END;
    }

    /** Whether this is the key word, given in lower case. */
    boolean is(String word) {
        return kind == Kind.WORD && text.equals(word);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }

    /** {@code TEMP} or {@code TEMPORARY}. */
    boolean isTemporary() {
        return is("temp") || is("temporary");
    }

    /** Whether a name or a string is or contains {@code pg_temp}; an escape in a string may hide it. */
    boolean mayNamePgTemp() {
        return text.contains("pg_temp") || kind == Kind.STRING && (text.indexOf('\\') >= 0 || text.indexOf('\'') >= 0);
    }

    /** The text as the name of a parameter: PostgreSQL ignores the case even in quotes. */
    String lowerCase() {
        return text.toLowerCase(Locale.ROOT);
    }
}
