package io.howdah.proxy.client;

import io.howdah.protocol.LimitExceededException;
import io.howdah.protocol.SqlState;
import io.howdah.proxy.sql.StatementVerdict;
import java.util.HashMap;
import java.util.Map;

/**
 * What running one client's portals does to its session, as their statements' texts say. Only what does something is remembered: most clients
 * have the unnamed portal alone, and most statements do nothing.
 */
final class PortalVerdicts {

    /** Names of portals that are remembered until the Sync, and of statements of a session that keeps its server. */
    private static final int MOST_NAMES = 10_000;

    private StatementVerdict unnamed = StatementVerdict.NOTHING;
    // Null where no other portal does anything.
    private Map<String, StatementVerdict> named;
    // Of statements whose names go through as they are; null where none of them does anything.
    private Map<String, StatementVerdict> statements;

    /** A statement is prepared under a name that goes through as it is. */
    void prepared(String statement, StatementVerdict verdict) {
        if (!verdict.isNothing()) {
            statements = statements == null ? new HashMap<>() : statements;
            checkCount(statements);
            statements.put(statement, verdict);
        } else if (statements != null) {
            statements.remove(statement);
        }
    }

    /** Whether statements are remembered whose names go through as they are. */
    boolean knowsStatements() {
        return statements != null;
    }

    /** What such a statement does. */
    StatementVerdict ofStatement(String statement) {
        return statements.getOrDefault(statement, StatementVerdict.NOTHING);
    }

    /** The unnamed portal has been bound to a statement that does this. */
    void boundUnnamed(StatementVerdict verdict) {
        unnamed = verdict;
    }

    /** Whether a portal of its own name has to be noted, that does this. */
    boolean mustNote(StatementVerdict verdict) {
        return verdict.acts() || named != null;
    }

    /** A portal of this name has been bound to a statement that does this. */
    void bound(String portal, StatementVerdict verdict) {
        named = named == null ? new HashMap<>() : named;
        checkCount(named);
        named.put(portal, verdict);
    }

    /** What running the unnamed portal does. */
    StatementVerdict unnamed() {
        return unnamed;
    }

    /** Whether no portal there may be does anything. */
    boolean allDoNothing() {
        return named == null && !unnamed.acts();
    }

    /** Whether portals of their own names are remembered. */
    boolean knowsNamed() {
        return named != null;
    }

    /** What running the portal of this name does. */
    StatementVerdict of(String portal) {
        return named.getOrDefault(portal, StatementVerdict.NOTHING);
    }

    /** A Sync has been sent: what named portals do is forgotten. */
    void sync() {
        named = null;
    }

    private static void checkCount(Map<String, StatementVerdict> remembered) {
        if (remembered.size() >= MOST_NAMES) {
            throw new LimitExceededException(SqlState.PROGRAM_LIMIT_EXCEEDED,
                    "more than " + MOST_NAMES + " named portals or statements that change the session", null);
        }
    }
}
