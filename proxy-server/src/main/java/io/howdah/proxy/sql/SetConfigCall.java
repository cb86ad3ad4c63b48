package io.howdah.proxy.sql;

import io.howdah.proxy.sql.SqlLexer.Kind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The arguments of one {@code set_config(name, value, is_local)}. */
final class SetConfigCall {

    /** Strings that PostgreSQL reads as true ({@code parse_bool}), but for shorter forms of true and yes. */
    private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "on", "1");

    /** Open parentheses and brackets; the call's own is the first. */
    private int depth = 1;
    private int argument;
    private int tokens;
    /** The last token of the current argument: its only token, if {@code tokens} is 1. */
    private Token only = Token.END;
    private @Nullable String name;
    private boolean local;
    private boolean namesPgTemp;
    private boolean constantValue;

    /** Takes the next token behind the call's opening parenthesis. */
    void token(Token token) {
        if (depth == 1 && (token.isSymbol(",") || token.isSymbol(")"))) {
            endArgument();
            depth = token.isSymbol(")") ? 0 : 1;
            return;
        }
        if (token.isSymbol("(") || token.isSymbol("[")) {
            depth++;
        } else if (token.isSymbol(")") || token.isSymbol("]")) {
            depth--;
        }
        tokens++;
        only = token;
        namesPgTemp |= token.mayNamePgTemp();
    }

    private void endArgument() {
        if (argument == 0 && tokens == 1 && only.kind() == Kind.STRING && !only.mayNamePgTemp()) {
            name = only.lowerCase();
        } else if (argument == 1) {
            constantValue = tokens == 1 && only.kind() == Kind.STRING;
        } else if (argument == 2 && tokens == 1) {
            local = only.is("true") || only.kind() == Kind.STRING && TRUE.contains(only.lowerCase());
        }
        argument++;
        tokens = 0;
        only = Token.END;
    }

    /** Whether the call's closing parenthesis has come. */
    boolean ended() {
        return depth == 0;
    }

    /** Notes the effect of the call; only a complete call can be known to be local. */
    void report(StatementFindings findings) {
        if (name != null && SpecialParameters.isOfTransaction(name)) {
            return;
        }
        if (local && depth == 0) {
            if (name == null) {
                findings.setsAnyLocally();
            } else {
                findings.setsLocally(name);
            }
            return;
        }
        if (name == null) {
            findings.setsAnyParameter();
        } else if (SpecialParameters.isRole(name)) {
            findings.leaves(StateKind.ROLE);
        } else {
            findings.sets(name);
        }
        // With pg_temp first in search_path, every CREATE TABLE makes a temporary table.
        boolean mayBePath = name == null || name.equals("search_path");
        if (mayBePath && (namesPgTemp || !constantValue)) {
            findings.leaves(StateKind.TEMPORARY);
        }
    }
}
