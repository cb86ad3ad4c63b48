package io.howdah.proxy.sql;

import org.jspecify.annotations.Nullable;

/** Finds in one statement the calls of PostgreSQL's and its extensions' functions that leave session state. */
final class FunctionCalls {

    private final StatementFindings findings;

    private Token last = Token.END;
    private @Nullable SetConfigCall setConfig;

    FunctionCalls(StatementFindings findings) {
        this.findings = findings;
    }

    /** Takes the statement's next token. */
    void token(Token token) {
        if (setConfig != null) {
            setConfig.token(token);
            if (setConfig.ended()) {
                report(setConfig);
            }
        }
        if (token.isSymbol("(") && last.isName()) {
            call(last.text());
        }
        last = token;
    }

    /** Whether the statement's next token may be an argument that has to be read. */
    boolean readsArguments() {
        return setConfig != null;
    }

    /** Ends the statement, perhaps within a call. */
    void endStatement() {
        if (setConfig != null) {
            report(setConfig);
        }
    }

    private void report(SetConfigCall call) {
        call.report(findings);
        setConfig = null;
    }

    private void call(String function) {
        switch (function) {
            case "set_config" -> {
                if (setConfig == null) {
                    setConfig = new SetConfigCall();
                } else {
                    // A set_config inside the arguments of another is not worth parsing.
                    findings.setsAnyParameter();
                }
            }
            case "set_limit" -> findings.leaves(StateKind.SETTING);
            case "setseed" -> findings.leaves(StateKind.UNKNOWN);
            case "dblink_connect", "dblink_connect_u", "pg_replication_origin_session_setup" ->
                findings.leaves(StateKind.LOADED);
            default -> {
                if (function.contains("advisory_lock")) {
                    findings.leaves(StateKind.ADVISORY_LOCK);
                }
            }
        }
    }
}
