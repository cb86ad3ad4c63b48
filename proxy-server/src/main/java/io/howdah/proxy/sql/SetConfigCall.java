package io.howdah.proxy.sql;

import io.howdah.proxy.sql.SqlLexer.Kind;
import java.util.Set;

/** The arguments of one {@code set_config(name, value, is_local)}. */
final class SetConfigCall {

    private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "on", "1");

    private int depth = 1;
    private int argument;
    private int tokens;
    private Token only = Token.END;
    private String name;
    private boolean local;
    private boolean namesTemporary;
    private boolean constantValue;

    void token(Token token) {
        boolean symbol = token.kind() == Kind.SYMBOL;
        if (symbol && depth == 1 && (token.text().equals(",") || token.text().equals(")"))) {
            endArgument();
            if (token.text().equals(")")) {
                depth = 0;
            }
            return;
        }
        if (symbol && (token.text().equals("(") || token.text().equals("["))) {
            depth++;
        } else if (symbol && (token.text().equals(")") || token.text().equals("]"))) {
            depth--;
        }
        tokens++;
        only = token;
        namesTemporary |= token.mayNamePgTemp();
    }

    private void endArgument() {
        if (argument == 0 && tokens == 1 && only.kind() == Kind.STRING && !only.mayNamePgTemp()) {
            name = only.lowerCase();
        } else if (argument == 1) {
            constantValue = tokens == 1 && only.kind() == Kind.STRING;
        } else if (argument == 2 && tokens == 1) {
            local = (only.kind() == Kind.WORD ? only.is("true") : only.kind() == Kind.STRING && TRUE.contains(only.lowerCase()));
        }
        argument++;
        tokens = 0;
        only = Token.END;
    }

    boolean ended() {
        return depth == 0;
    }

    void report(StatementFindings collected) {
        if (local && depth == 0 || name != null && SpecialParameters.isOfTransaction(name)) {
            return;
        }
        if (name == null) {
            collected.flags |= StateKind.SETTING | StateKind.ROLE;
            collected.change(ParameterChange.set(""));
        } else if (SpecialParameters.isRole(name)) {
            collected.flags |= StateKind.ROLE;
        } else {
            collected.flags |= StateKind.SETTING;
            collected.change(ParameterChange.set(name));
        }
        boolean mayBePath = name == null || name.equals("search_path");
        if (mayBePath && (namesTemporary || !constantValue)) {
            collected.flags |= StateKind.TEMPORARY;
        }
    }
}
