package io.howdah.proxy.sql;

/** Looks in all tokens of one statement for clauses and names that tell of session state wherever they stand. */
final class Clauses {

    private Token beforeLast = Token.END;
    private Token last = Token.END;
    private boolean into;
    private boolean intoTemporary;
    private boolean namesPgTemp;
    private boolean dropsOnCommit;
    private boolean withHold;
    private boolean updates;
    private boolean namesSettings;

    /** Takes the statement's next token. */
    void token(Token token) {
        if (token.isName()) {
            namesPgTemp |= token.text().startsWith("pg_temp");
            namesSettings |= token.text().equals("pg_settings");
        }
        if (token.isTemporary()) {
            boolean scoped = last.is("local") || last.is("global");
            intoTemporary |= last.is("into") || scoped && beforeLast.is("into");
        } else if (token.is("into")) {
            into = true;
        } else if (token.is("hold")) {
            withHold |= last.is("with");
        } else if (token.is("drop")) {
            dropsOnCommit |= last.is("commit") && beforeLast.is("on");
        } else if (token.is("update")) {
            updates = true;
        }
        beforeLast = last;
        last = token;
    }

    /** {@code INTO}, however long the list of columns before it is. */
    boolean into() {
        return into;
    }

    /** {@code SELECT ... INTO [LOCAL | GLOBAL] TEMP}. */
    boolean intoTemporary() {
        return intoTemporary;
    }

    /** A name that begins with {@code pg_temp}: the schema of temporary objects. */
    boolean namesPgTemp() {
        return namesPgTemp;
    }

    /** {@code ON COMMIT DROP}. */
    boolean dropsOnCommit() {
        return dropsOnCommit;
    }

    /** {@code WITH HOLD}. */
    boolean withHold() {
        return withHold;
    }

    /** {@code UPDATE pg_settings}, perhaps with other tokens between: the rule of this view calls {@code set_config}. */
    boolean updatesSettings() {
        return updates && namesSettings;
    }
}
