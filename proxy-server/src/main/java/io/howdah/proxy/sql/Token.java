package io.howdah.proxy.sql;

import io.howdah.proxy.sql.SqlLexer.Kind;

/** One token of a statement, with its text as {@link SqlLexer#text} gives it. */
record Token(Kind kind, String text) {

    /** Stands behind a statement's last token. */
    static final Token END = new Token(Kind.END, "");

    boolean is(String word) {
        return kind == Kind.WORD && text.equals(word);
    }

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }
}
