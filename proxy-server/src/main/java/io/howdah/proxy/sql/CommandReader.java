package io.howdah.proxy.sql;

import io.howdah.proxy.sql.SqlLexer.Kind;
import java.util.Set;

/** Finds the state that one statement leaves behind by its command and the command's clauses. */
final class CommandReader {

    /** Commands that may follow EXPLAIN or an opening parenthesis and leave state behind. */
    private static final Set<String> EXPLAINABLE = Set.of("create", "declare");

    private final CommandHead head;
    private final Clauses clauses;
    private final int end;
    private final StatementFindings findings;

    /** @param end index behind the statement's last token */
    CommandReader(CommandHead head, Clauses clauses, int end, StatementFindings findings) {
        this.head = head;
        this.clauses = clauses;
        this.end = end;
        this.findings = findings;
    }

    /** Notes the command's effect. */
    void read() {
        int command = head.command();
        String word = head.word(command);
        if (command > 0 && !EXPLAINABLE.contains(word)) {
            word = "";
        }
        if (head.isFull() && head.at(command).isEnd()) {
            // The command stands behind more parentheses or options of EXPLAIN than anybody writes.
            findings.leaves(StateKind.UNKNOWN);
        }
        int next = command + 1;
        switch (word) {
            case "set" -> new SetStatements(head, end, findings).set(next);
            case "reset" -> new SetStatements(head, end, findings).reset(next);
            case "discard" -> discard(next);
            case "deallocate" -> deallocate(next);
            case "prepare" -> prepare(next);
            case "create" -> create(next);
            case "declare" -> declare();
            case "listen" -> findings.leaves(StateKind.LISTEN);
            case "load" -> findings.leaves(StateKind.LOADED);
            case "do", "call" -> findings.leaves(StateKind.ANYTHING);
            default -> other(word);
        }
    }

    private void discard(int from) {
        if (head.at(from).is("all")) {
            findings.deallocatesAll();
            findings.resets(ParameterChange.Kind.DISCARD_ALL, "", end);
        }
    }

    /** {@code DEALLOCATE [PREPARE] name | ALL}. */
    private void deallocate(int from) {
        int i = head.at(from).is("prepare") && head.at(from + 1).isName() ? from + 1 : from;
        Token name = head.at(i);
        if (name.is("all")) {
            findings.deallocatesAll();
        } else if (name.isName()) {
            findings.deallocates(name.kind() == Kind.QUOTED_NAME ? name.text().replace("\"\"", "\"") : name.text());
        } else if (name.kind() != Kind.UNICODE_NAME) {
            findings.leaves(StateKind.UNKNOWN);
        }
    }

    private void prepare(int from) {
        if (!head.at(from).is("transaction")) {
            findings.leaves(StateKind.PREPARED);
        }
    }

    private void create(int from) {
        int i = from;
        if (head.at(i).is("or")) {
            i += 2;
        }
        if (head.at(i).is("local") || head.at(i).is("global")) {
            i++;
        }
        // ON COMMIT DROP: the table goes with its transaction.
        if (clauses.namesPgTemp() || head.at(i).isTemporary() && !clauses.dropsOnCommit()) {
            findings.leaves(StateKind.TEMPORARY);
        }
    }

    private void declare() {
        if (clauses.withHold()) {
            findings.leaves(StateKind.HOLD_CURSOR);
        }
    }

    private void other(String word) {
        // A statement must create a table in pg_temp before others can name it; only CREATE and SELECT INTO create one.
        if (clauses.namesPgTemp() && clauses.into()) {
            findings.leaves(StateKind.TEMPORARY);
        }
        if (!word.isEmpty() && !StatementClassifier.isHarmless(Keyword.of(word))) {
            // A command of a later PostgreSQL, or a syntax error.
            findings.leaves(StateKind.UNKNOWN);
        }
    }
}
