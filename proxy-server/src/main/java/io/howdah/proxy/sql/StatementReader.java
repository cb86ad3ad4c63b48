package io.howdah.proxy.sql;

import io.howdah.proxy.sql.SqlLexer.Kind;

/** Reads the tokens of one statement and hands each to the classes that look for session state in it. */
final class StatementReader {

    private final StatementFindings findings;
    private final CommandHead head = new CommandHead();
    private final Clauses clauses = new Clauses();
    private final FunctionCalls calls;

    private int parentheses;
    private int end;

    StatementReader(StatementFindings findings) {
        this.findings = findings;
        this.calls = new FunctionCalls(findings);
    }

    /** Takes the lexer's current token. */
    void token(SqlLexer lexer) {
        end = lexer.end();
        Token token = new Token(lexer.kind(), isTextWanted(lexer.kind()) ? lexer.text() : "");
        head.add(token);
        clauses.token(token);
        calls.token(token);
        if (token.kind() == Kind.UNICODE_NAME) {
            findings.leaves(StateKind.UNKNOWN);
        } else if (token.isSymbol("(")) {
            parentheses++;
        } else if (token.isSymbol(")")) {
            parentheses--;
        } else if (token.is("atomic")) {
            // The body of a function: its semicolons end no statement of the text.
            findings.forgetPlaces();
        }
    }

    /** Copies a string only where it may name a parameter or a schema, for strings can be large. */
    private boolean isTextWanted(Kind kind) {
        return kind != Kind.STRING && kind != Kind.DOLLAR_STRING && kind != Kind.NUMBER
                || calls.readsArguments() || !head.isFull() && head.at(0).is("set");
    }

    /** Ends the statement. */
    void finish() {
        calls.endStatement();
        if (parentheses != 0) {
            // A rule's actions stand in parentheses, with semicolons between them.
            findings.forgetPlaces();
        }
        if (clauses.updatesSettings()) {
            findings.setsAnyParameter();
        }
        if (clauses.intoTemporary()) {
            findings.leaves(StateKind.TEMPORARY);
        }
        new CommandReader(head, clauses, end, findings).read();
        if (!head.isEmpty()) {
            findings.nextStatement();
        }
    }
}
