package io.howdah.proxy.sql;

import io.howdah.proxy.sql.ParameterChange.Kind;

/** Finds the parameters that one SET or RESET changes. */
final class SetStatements {

    private final CommandHead head;
    private final int end;
    private final StatementFindings findings;

    /** @param end index behind the statement's last token */
    SetStatements(CommandHead head, int end, StatementFindings findings) {
        this.head = head;
        this.end = end;
        this.findings = findings;
    }

    /** Reads SET from the token behind this word. */
    void set(int from) {
        int i = from;
        if (head.at(i).is("local")) {
            // SET LOCAL = 1 would set a parameter with the name local; there is none.
            local(i + 1);
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
            setRole(name.is("role") ? "role" : "session_authorization", head.isAssigned(i + 1) ? i + 2 : i + 1);
        } else if (name.is("time") && head.at(i + 1).is("zone")) {
            setParameter("timezone", i + 2);
        } else if (name.is("names")) {
            setParameter("client_encoding", i + 1);
        } else if (name.is("schema") && !head.isAssigned(i + 1)) {
            setParameter("search_path", i + 1);
        } else if (name.is("seed") && !head.isAssigned(i + 1)) {
            findings.leaves(StateKind.UNKNOWN);
        } else if (name.is("xml") && head.at(i + 1).is("option")) {
            setParameter("xmloption", i + 2);
        } else {
            assign(i);
        }
    }

    /** {@code SET SESSION CHARACTERISTICS AS TRANSACTION mode [, mode ...]}. */
    private void characteristics(int from) {
        findings.leaves(StateKind.SETTING);
        boolean any = false;
        for (int i = from; !head.at(i).isEnd(); i++) {
            String name = head.at(i).is("isolation") ? "default_transaction_isolation"
                    : head.at(i).is("read") && (head.at(i + 1).is("only") || head.at(i + 1).is("write"))
                            ? "default_transaction_read_only"
                            : head.at(i).is("deferrable") ? "default_transaction_deferrable" : null;
            if (name != null) {
                any = true;
                findings.sets(name);
            }
        }
        if (!any) {
            findings.leaves(StateKind.UNKNOWN);
        }
    }

    /** {@code name [. name ...] TO | = value}. */
    private void assign(int from) {
        if (!head.at(from).isName()) {
            findings.leaves(StateKind.UNKNOWN);
            return;
        }
        int i = head.nameEnd(from);
        if (!head.isAssigned(i)) {
            findings.leaves(StateKind.UNKNOWN);
            return;
        }
        setParameter(head.name(from, i), i + 1);
    }

    private void setParameter(String name, int value) {
        if (SpecialParameters.isRole(name)) {
            setRole(name, value);
            return;
        }
        if (SpecialParameters.isOfTransaction(name)) {
            return;
        }
        if (isDefault(name, value)) {
            findings.resets(Kind.RESET, name, end);
            return;
        }
        findings.sets(name);
        // With pg_temp first in search_path, every CREATE TABLE makes a temporary table. Schemas that do not exist may stand before it.
        boolean mayNamePgTemp = head.isFull();
        for (int i = value; !head.at(i).isEnd(); i++) {
            mayNamePgTemp |= head.at(i).mayNamePgTemp();
        }
        if (mayNamePgTemp) {
            findings.leaves(StateKind.TEMPORARY);
        }
    }

    private void setRole(String parameter, int value) {
        if (head.at(value).is("default")) {
            findings.resetsRole(parameter, end);
        } else {
            findings.leaves(StateKind.ROLE);
        }
    }

    private boolean isDefault(String name, int value) {
        return head.at(value).is("default") || head.at(value).is("local") && name.equals("timezone") || head.at(value).isEnd();
    }

    /** {@code SET LOCAL}, which lasts only until the end of the transaction. */
    private void local(int from) {
        Token name = head.at(from);
        if (name.is("time") && head.at(from + 1).is("zone")) {
            if (isDefault("timezone", from + 2)) {
                findings.resetsLocally("timezone", end);
            }
            findings.setsLocally("timezone");
        } else if (name.is("names")) {
            findings.setsLocally("client_encoding");
        } else if (name.is("xml") && head.at(from + 1).is("option")) {
            findings.setsLocally("xmloption");
        } else if (name.isName() && head.isAssigned(head.nameEnd(from))) {
            int i = head.nameEnd(from);
            if (head.at(i + 1).is("default")) {
                findings.resetsLocally(head.name(from, i), end);
            }
            findings.setsLocally(head.name(from, i));
        }
    }

    /** Reads RESET from the token behind this word. */
    void reset(int from) {
        Token name = head.at(from);
        if (name.is("all") && head.at(from + 1).isEnd()) {
            findings.resets(Kind.RESET_ALL, "", end);
        } else if (name.is("session") && head.at(from + 1).is("authorization")
                || name.isName() && SpecialParameters.isRole(name.lowerCase())) {
            findings.resetsRole(name.is("session") ? "session_authorization" : name.lowerCase(), end);
        } else if (name.is("time") && head.at(from + 1).is("zone")) {
            findings.resets(Kind.RESET, "timezone", end);
        } else if (name.is("transaction") && head.at(from + 1).is("isolation")) {
            findings.resets(Kind.RESET, "transaction_isolation", end);
        } else if (name.isName()) {
            findings.resets(Kind.RESET, head.name(from, head.nameEnd(from)), end);
        } else {
            findings.leaves(StateKind.UNKNOWN);
        }
    }
}
