package io.howdah.proxy.server;

import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.ServerStatements;
import io.howdah.proxy.session.ServerSession;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements that one server has parsed since its last ReadyForQuery, and that clients share. If a function has changed a
 * reported parameter before the Parse, the statement is not what the other clients mean by it: the server prepares it anew before its
 * next use.
 */
final class FreshParses {

    /** A batch may have any number of Parses. Behind so many a report concerns all statements of the server. */
    private static final int MOST = 100;

    private final ServerStatements statements;
    private final ServerSession session;
    private final List<PreparedStatement> parsed = new ArrayList<>(0);
    private boolean many;

    FreshParses(ServerStatements statements, ServerSession session) {
        this.statements = statements;
        this.session = session;
    }

    /** The server has answered this Parse. */
    void parsed(Booking request) {
        PreparedStatement statement = request.statement();
        if (statement == null || !statement.isShared()) {
            return;
        }
        // Where the pooler itself sends the Parse, it has seen to the parameters.
        if (request != statement && !session.isSettled()) {
            statements.markStale(statement);
        } else if (parsed.size() < MOST) {
            parsed.add(statement);
        } else {
            many = true;
        }
    }

    /** The server has reported a parameter. PostgreSQL 14 and later do so at the batch's end: the change may precede the Parse. */
    void parameterReported() {
        if (many) {
            statements.allStale();
        } else if (!parsed.isEmpty()) {
            parsed.forEach(statements::markStale);
        }
    }

    /** The server is ready for a query. */
    void batchEnded() {
        if (!parsed.isEmpty()) {
            parsed.clear();
            many = false;
        }
    }
}
