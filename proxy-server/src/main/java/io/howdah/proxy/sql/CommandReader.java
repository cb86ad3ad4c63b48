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
    private final StatementFindings collected;

    /** @param end index behind the statement's last token */
    CommandReader(CommandHead head, Clauses clauses, int end, StatementFindings collected) {
        this.head = head;
        this.clauses = clauses;
        this.end = end;
        this.collected = collected;
    }

    void read() {
        int command = head.command();
        String word = head.word(command);
        if (command > 0 && !EXPLAINABLE.contains(word)) {
            word = "";
        }
        int next = command + 1;
        switch (word) {
            case "set" -> new SetStatements(head, end, collected).set(next);
            case "reset" -> new SetStatements(head, end, collected).reset(next);
            case "discard" -> discard(next);
            case "deallocate" -> deallocate(next);
            case "prepare" -> prepare(next);
            case "create" -> create(next);
            case "declare" -> declare();
            case "listen" -> collected.flags |= StateKind.LISTEN;
            case "load" -> collected.flags |= StateKind.LOADED;
            case "do", "call" -> collected.flags |= StateKind.ANYTHING;
            default -> other(word);
        }
    }

    private void discard(int from) {
        if (head.at(from).is("all")) {
            collected.deallocatesAll = true;
            collected.change(new ParameterChange(ParameterChange.Kind.DISCARD_ALL, ""));
            collected.resets.add(new ResetPoint(ParameterChange.Kind.DISCARD_ALL, "", false, collected.statements, end));
        }
    }

    /** {@code DEALLOCATE [PREPARE] name | ALL}. */
    private void deallocate(int from) {
        int i = head.at(from).is("prepare") && head.at(from + 1).isName() ? from + 1 : from;
        Token name = head.at(i);
        if (name.is("all")) {
            collected.deallocatesAll = true;
        } else if (name.isName()) {
            collected.deallocated.add(name.kind() == Kind.QUOTED_NAME ? name.text().replace("\"\"", "\"") : name.text());
        } else if (name.kind() != Kind.UNICODE_NAME) {
            collected.flags |= StateKind.UNKNOWN;
        }
    }

    private void prepare(int from) {
        if (!head.at(from).is("transaction")) {
            collected.flags |= StateKind.PREPARED;
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
            collected.flags |= StateKind.TEMPORARY;
        }
    }

    private void declare() {
        if (clauses.withHold()) {
            collected.flags |= StateKind.HOLD_CURSOR;
        }
    }

    private void other(String word) {
        // A statement must create a table in pg_temp before others can name it; only CREATE and SELECT INTO create one.
        if (clauses.namesPgTemp() && head.contains("into")) {
            collected.flags |= StateKind.TEMPORARY;
        }
        if (!word.isEmpty() && !StatementClassifier.isHarmless(Keyword.of(word))) {
            // A command of a later PostgreSQL, or a syntax error.
            collected.flags |= StateKind.UNKNOWN;
        }
    }
}
