package io.howdah.proxy.sql;

import io.howdah.proxy.sql.SqlLexer.Kind;
import java.util.Set;

/**
 * Reads the tokens of one statement. It keeps the first tokens, which show the command. In the rest it looks for parts that may
 * stand anywhere: function calls, {@code INTO TEMP}, {@code pg_temp}.
 */
final class StatementReader {

    /** Commands that may follow EXPLAIN or an opening parenthesis and leave state behind. */
    private static final Set<String> EXPLAINABLE = Set.of("create", "declare");

    private final StatementFindings collected;
    private final CommandHead head = new CommandHead();

    private Token beforeLast = Token.END;
    private Token last = Token.END;
    private boolean updates;
    private boolean namesSettings;
    private boolean intoTemporary;
    private boolean namesTemporary;
    private boolean dropsOnCommit;
    private boolean withHold;
    private SetConfigCall setConfig;
    private int parentheses;
    private int end;

    StatementReader(StatementFindings collected) {
        this.collected = collected;
    }

    void token(SqlLexer lexer) {
        end = lexer.end();
        // A string is copied only where it may name a parameter or a schema, for strings can be large.
        boolean wanted = lexer.kind() != Kind.STRING && lexer.kind() != Kind.DOLLAR_STRING && lexer.kind() != Kind.NUMBER
                || setConfig != null || !head.isFull() && head.at(0).is("set");
        Token token = new Token(lexer.kind(), wanted ? lexer.text() : "");
        head.add(token);
        watch(token);
        beforeLast = last;
        last = token;
    }

    private void watch(Token token) {
        if (setConfig != null) {
            setConfig.token(token);
            if (setConfig.ended()) {
                setConfig.report(collected);
                setConfig = null;
            }
        }
        if (token.kind() == Kind.SYMBOL) {
            parentheses += token.isSymbol("(") ? 1 : token.isSymbol(")") ? -1 : 0;
        } else if (token.is("atomic")) {
            collected.countable = false; // the body of a function: its semicolons end no statement of the text
        }
        if (token.kind() == Kind.UNICODE_NAME) {
            collected.flags |= StateKind.UNKNOWN;
        } else if (token.isSymbol("(") && last.isName()) {
            call(last.text());
        } else if (token.isName()) {
            name(token);
        }
    }

    private void name(Token token) {
        String text = token.text();
        if (text.startsWith("pg_temp")) {
            namesTemporary = true;
        } else if (text.equals("pg_settings")) {
            namesSettings = true;
        }
        if (token.is("update")) {
            updates = true;
        } else if (token.isTemporary()) {
            boolean placed = last.is("local") || last.is("global");
            intoTemporary |= last.is("into") || placed && beforeLast.is("into");
        } else if (token.is("hold")) {
            withHold |= last.is("with");
        } else if (token.is("drop")) {
            dropsOnCommit |= last.is("commit") && beforeLast.is("on");
        }
    }

    private void call(String function) {
        switch (function) {
            case "set_config" -> {
                if (setConfig == null) {
                    setConfig = new SetConfigCall();
                } else {
                    // A set_config inside the arguments of another is not worth parsing.
                    collected.flags |= StateKind.SETTING | StateKind.ROLE;
                    collected.change(ParameterChange.set(""));
                }
            }
            case "set_limit" -> collected.flags |= StateKind.SETTING;
            case "setseed" -> collected.flags |= StateKind.UNKNOWN;
            case "dblink_connect", "dblink_connect_u", "pg_replication_origin_session_setup" ->
                collected.flags |= StateKind.LOADED;
            default -> {
                if (function.contains("advisory_lock")) {
                    collected.flags |= StateKind.ADVISORY_LOCK;
                }
            }
        }
    }

    void finish() {
        if (setConfig != null) {
            setConfig.report(collected);
        }
        // A rule's actions stand in parentheses, with semicolons between them.
        collected.countable &= parentheses == 0;
        read();
        if (!head.isEmpty()) {
            collected.statements++;
        }
    }

    private void read() {
        if (namesSettings && updates) {
            collected.flags |= StateKind.SETTING | StateKind.ROLE;
            collected.change(ParameterChange.set(""));
        }
        if (intoTemporary) {
            collected.flags |= StateKind.TEMPORARY;
        }
        int command = head.command();
        String word = head.word(command);
        if (command > 0 && !EXPLAINABLE.contains(word)) {
            word = "";
        }
        switch (word) {
            case "set" -> new SetStatements(head, end, collected).set(command + 1);
            case "reset" -> new SetStatements(head, end, collected).reset(command + 1);
            case "discard" -> {
                if (head.at(command + 1).is("all")) {
                    collected.deallocatesAll = true;
                    collected.change(new ParameterChange(ParameterChange.Kind.DISCARD_ALL, ""));
                    collected.resets.add(new ResetPoint(ParameterChange.Kind.DISCARD_ALL, "", false, collected.statements, end));
                }
            }
            case "deallocate" -> deallocate(command + 1);
            case "prepare" -> {
                if (!head.at(command + 1).is("transaction")) {
                    collected.flags |= StateKind.PREPARED;
                }
            }
            case "create" -> create(command + 1);
            case "declare" -> {
                if (withHold) {
                    collected.flags |= StateKind.HOLD_CURSOR;
                }
            }
            case "listen" -> collected.flags |= StateKind.LISTEN;
            case "load" -> collected.flags |= StateKind.LOADED;
            case "do", "call" -> collected.flags |= StateKind.ANYTHING;
            default -> {
                // A statement must create a table in pg_temp before others can name it; only these commands create one.
                if (namesTemporary && head.contains("into")) {
                    collected.flags |= StateKind.TEMPORARY;
                }
                if (!word.isEmpty() && !StatementClassifier.isHarmless(Keyword.of(word))) {
                    // A command of a later PostgreSQL, or a syntax error.
                    collected.flags |= StateKind.UNKNOWN;
                }
            }
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
        boolean temporary = head.at(i).isTemporary();
        // ON COMMIT DROP: the table goes with its transaction.
        if (namesTemporary || temporary && !dropsOnCommit) {
            collected.flags |= StateKind.TEMPORARY;
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
}
