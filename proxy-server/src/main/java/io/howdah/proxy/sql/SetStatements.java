package io.howdah.proxy.sql;

/** Finds the parameters that one SET or RESET changes. */
final class SetStatements {

    private final CommandHead head;
    private final int end;
    private final StatementFindings collected;

    /** @param end index behind the statement's last token */
    SetStatements(CommandHead head, int end, StatementFindings collected) {
        this.head = head;
        this.end = end;
        this.collected = collected;
    }

    void set(int from) {
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

    private void characteristics(int from) {
        collected.flags |= StateKind.SETTING;
        boolean any = false;
        for (int i = from; !head.at(i).isEnd(); i++) {
            String name = head.at(i).is("isolation") ? "default_transaction_isolation"
                    : head.at(i).is("read") && (head.at(i + 1).is("only") || head.at(i + 1).is("write"))
                            ? "default_transaction_read_only"
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
        if (SpecialParameters.isRole(name)) {
            collected.flags |= StateKind.ROLE;
            if (head.at(value).is("default")) {
                point(ParameterChange.Kind.RESET, name, false);
            }
            return;
        }
        if (SpecialParameters.isOfTransaction(name)) {
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

    void reset(int from) {
        Token name = head.at(from);
        if (name.is("all") && head.at(from + 1).isEnd()) {
            back(ParameterChange.Kind.RESET_ALL, "", false);
        } else if (name.is("session") && head.at(from + 1).is("authorization")
                || name.isName() && SpecialParameters.isRole(name.lowerCase())) {
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

    /** Notes a statement that resets, as a change and with its place. */
    private void back(ParameterChange.Kind kind, String name, boolean local) {
        collected.change(new ParameterChange(kind, name));
        point(kind, name, local);
    }

    private void point(ParameterChange.Kind kind, String name, boolean local) {
        collected.resets.add(new ResetPoint(kind, name, local, collected.statements, end));
    }
}
