package io.howdah.proxy.sql;

import io.howdah.proxy.sql.SqlLexer.Kind;
import java.util.Set;

/**
 * Reads the tokens of one statement. It keeps the first tokens, which show the command. In the rest it looks for parts that may
 * stand anywhere: function calls, {@code INTO TEMP}, {@code pg_temp}.
 */
final class StatementReader {

    static final Set<String> ROLE_PARAMETERS = Set.of("role", "session_authorization");
    /** Parameters of the current transaction alone, whichever statement sets them. */
    static final Set<String> TRANSACTION_PARAMETERS =
            Set.of("transaction_isolation", "transaction_read_only", "transaction_deferrable");

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
            case "set" -> set(command + 1);
            case "reset" -> reset(command + 1);
            case "discard" -> {
                if (head.at(command + 1).is("all")) {
                    collected.deallocatesAll = true;
                    back(ParameterChange.Kind.DISCARD_ALL, "", false);
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

    private void set(int from) {
        int i = from;
        if (head.at(i).is("local")) {
            // SET LOCAL = 1 would set a parameter with the name local; there is none.
            localDefault(i + 1);
            return;
        }
        if (head.at(i).is("session") && !head.isAssigned(i + 1)) {
            i++;
            if (head.at(i).is("characteristics")) {
                characteristics(i + 1);
                return;
            }
        }
        Token name = head.at(i);
        if (name.is("transaction") || name.is("constraints")) {
            return;
        }
        if (name.is("authorization") || name.is("role")) {
            // SET ROLE x and SET role = x do the same.
            collected.flags |= StateKind.ROLE;
            if (head.at(head.isAssigned(i + 1) ? i + 2 : i + 1).is("default")) {
                point(ParameterChange.Kind.RESET, name.is("role") ? "role" : "session_authorization", false);
            }
        } else if (name.is("time") && head.at(i + 1).is("zone")) {
            setParameter("timezone", i + 2);
        } else if (name.is("names")) {
            setParameter("client_encoding", i + 1);
        } else if (name.is("schema") && !head.isAssigned(i + 1)) {
            setParameter("search_path", i + 1);
        } else if (name.is("seed") && !head.isAssigned(i + 1)) {
            collected.flags |= StateKind.UNKNOWN;
        } else if (name.is("xml") && head.at(i + 1).is("option")) {
            setParameter("xmloption", i + 2);
        } else {
            assign(i);
        }
    }

    /** {@code name [. name ...] TO | = value}. */
    private void assign(int from) {
        if (!head.at(from).isName()) {
            collected.flags |= StateKind.UNKNOWN;
            return;
        }
        int i = head.nameEnd(from);
        if (!head.isAssigned(i)) {
            collected.flags |= StateKind.UNKNOWN;
            return;
        }
        setParameter(head.name(from, i), i + 1);
    }

    private void setParameter(String name, int value) {
        if (ROLE_PARAMETERS.contains(name)) {
            collected.flags |= StateKind.ROLE;
            if (head.at(value).is("default")) {
                point(ParameterChange.Kind.RESET, name, false);
            }
            return;
        }
        if (TRANSACTION_PARAMETERS.contains(name)) {
            return;
        }
        if (isDefault(name, value)) {
            back(ParameterChange.Kind.RESET, name, false);
            return;
        }
        collected.flags |= StateKind.SETTING;
        collected.change(ParameterChange.set(name));
        for (int i = value; !head.at(i).isEnd(); i++) {
            // With pg_temp first in search_path, every CREATE TABLE makes a temporary table.
            if (head.at(i).mayNamePgTemp()) {
                collected.flags |= StateKind.TEMPORARY;
            }
        }
    }

    private boolean isDefault(String name, int value) {
        return head.at(value).is("default") || head.at(value).is("local") && name.equals("timezone") || head.at(value).isEnd();
    }

    /** {@code SET LOCAL name TO DEFAULT}, which lasts only until the end of the transaction. */
    private void localDefault(int from) {
        if (head.at(from).is("time") && head.at(from + 1).is("zone")) {
            if (isDefault("timezone", from + 2)) {
                point(ParameterChange.Kind.RESET, "timezone", true);
            }
        } else if (head.at(from).isName()) {
            int i = head.nameEnd(from);
            if (head.isAssigned(i) && head.at(i + 1).is("default")) {
                point(ParameterChange.Kind.RESET, head.name(from, i), true);
            }
        }
    }

    /** Notes a statement that resets, as a change and with its place. */
    private void back(ParameterChange.Kind kind, String name, boolean local) {
        collected.change(new ParameterChange(kind, name));
        point(kind, name, local);
    }

    private void point(ParameterChange.Kind kind, String name, boolean local) {
        collected.resets.add(new ResetPoint(kind, name, local, collected.statements, end));
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

    private void characteristics(int from) {
        collected.flags |= StateKind.SETTING;
        boolean any = false;
        for (int i = from; !head.at(i).isEnd(); i++) {
            String name = head.at(i).is("isolation") ? "default_transaction_isolation"
                    : head.at(i).is("read") && (head.at(i + 1).is("only") || head.at(i + 1).is("write")) ? "default_transaction_read_only"
                    : head.at(i).is("deferrable") ? "default_transaction_deferrable" : null;
            if (name != null) {
                any = true;
                collected.change(ParameterChange.set(name));
            }
        }
        if (!any) {
            collected.flags |= StateKind.UNKNOWN;
        }
    }

    private void reset(int from) {
        Token name = head.at(from);
        if (name.is("all") && head.at(from + 1).isEnd()) {
            back(ParameterChange.Kind.RESET_ALL, "", false);
        } else if (name.is("session") && head.at(from + 1).is("authorization") || name.isName() && ROLE_PARAMETERS.contains(name.lowerCase())) {
            collected.flags |= StateKind.ROLE;
            point(ParameterChange.Kind.RESET, name.is("session") ? "session_authorization" : name.lowerCase(), false);
        } else if (name.is("time") && head.at(from + 1).is("zone")) {
            back(ParameterChange.Kind.RESET, "timezone", false);
        } else if (name.is("transaction") && head.at(from + 1).is("isolation")) {
            back(ParameterChange.Kind.RESET, "transaction_isolation", false);
        } else if (name.isName()) {
            back(ParameterChange.Kind.RESET, head.name(from, head.nameEnd(from)), false);
        } else {
            collected.flags |= StateKind.UNKNOWN;
        }
    }
}
