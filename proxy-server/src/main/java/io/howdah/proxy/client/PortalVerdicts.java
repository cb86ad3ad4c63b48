package io.howdah.proxy.client;

import io.howdah.protocol.LimitExceededException;
import io.howdah.protocol.SqlState;
import io.howdah.proxy.sql.StateKind;
import io.howdah.proxy.sql.StatementVerdict;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The effects of one client's portals on its session, as the texts of their statements tell. Remembers only effects: most clients
 * use only the unnamed portal, and most statements have no effect.
 */
final class PortalVerdicts {

    /**
     * Limit on the remembered portals of one transaction, and on the remembered statements of a client that keeps its server.
     */
    private static final int MOST_NAMES = 10_000;

    private StatementVerdict unnamed = StatementVerdict.NOTHING;
    // Null if no named portal has an effect.
    private @Nullable Map<String, StatementVerdict> named;
    // Statements whose names pass unchanged; null if none of them has an effect.
    private @Nullable Map<String, StatementVerdict> statements;

    /** The client has prepared a statement under a name that passes unchanged. */
    void prepared(String statement, StatementVerdict verdict) {
        if (!verdict.isNothing()) {
            statements = statements == null ? new HashMap<>() : statements;
            checkCount(statements);
            statements.put(statement, verdict);
        } else if (statements != null) {
            statements.remove(statement);
        }
    }

    /** Whether a statement whose name passes unchanged has an effect. */
    boolean knowsStatements() {
        return statements != null;
    }

    /** The effects of a statement whose name passes unchanged. */
    StatementVerdict ofStatement(String statement) {
        assert statements != null : "knowsStatements has said so";
        return statements.getOrDefault(statement, StatementVerdict.NOTHING);
    }

    /** The client has bound the unnamed portal to a statement with this verdict. */
    void boundUnnamed(StatementVerdict verdict) {
        unnamed = verdict;
    }

    /** Whether a named portal with this verdict must be noted. */
    boolean mustNote(StatementVerdict verdict) {
        return verdict.acts() || (verdict.flags() & StateKind.SEQUENCE_USED) != 0 || named != null;
    }

    /** The client has bound a named portal to a statement with this verdict. */
    void bound(String portal, StatementVerdict verdict) {
        named = named == null ? new HashMap<>() : named;
        checkCount(named);
        named.put(portal, verdict);
    }

    /** The effects of running the unnamed portal. */
    StatementVerdict unnamed() {
        return unnamed;
    }

    /** Whether no portal has an effect that the pooler must act on. */
    boolean allDoNothing() {
        return named == null && !unnamed.acts();
    }

    /** Whether any named portal is remembered. */
    boolean knowsNamed() {
        return named != null;
    }

    /** The effects of running the portal of this name. */
    StatementVerdict of(String portal) {
        assert named != null : "knowsNamed has said so";
        return named.getOrDefault(portal, StatementVerdict.NOTHING);
    }

    /** The transaction is over: PostgreSQL has closed the named portals. A Sync within a transaction block leaves them open. */
    void transactionEnded() {
        named = null;
    }

    private static void checkCount(Map<String, StatementVerdict> remembered) {
        if (remembered.size() >= MOST_NAMES) {
            throw new LimitExceededException(SqlState.PROGRAM_LIMIT_EXCEEDED,
                    "more than " + MOST_NAMES + " named portals or statements that change the session", null);
        }
    }
}
