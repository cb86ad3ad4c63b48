package io.howdah.proxy.client;

import io.howdah.protocol.CStrings;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.parameters.TrackedParameters;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.server.CommandTag;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.sql.ParameterChange;
import io.howdah.proxy.sql.SessionState;
import io.howdah.proxy.sql.StateWords;
import io.howdah.proxy.sql.StatementClassifier;
import io.howdah.proxy.sql.StatementVerdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client's statements leave behind in the server's session: noted with the server when they are sent, so that it is cleaned
 * before the next client gets it. A text that is whole is classified; of one too long for a buffer the words are looked at as they pass,
 * and the command tags tell the rest.
 */
final class SessionEffects {

    private static final int KINDS = ~(SessionState.SEMICOLON | SessionState.NEEDS_LEXER);

    private final Pool pool;
    private final ParameterSync parameters;
    private boolean unclassified;
    private int textScan;

    SessionEffects(Pool pool, ParameterSync parameters) {
        this.pool = pool;
        this.parameters = parameters;
    }

    /** A simple query is sent, its text in {@code [from, to)} or, where it is not complete, beginning there. */
    void query(ServerConnection server, ByteBuf in, int from, int to, boolean complete) {
        if (!complete) {
            unclassified = true;
            textScan = StateWords.START;
            moreText(server, in, from, to);
            return;
        }
        if (StatementClassifier.quick(in, from, to) == SessionState.NONE) {
            return;
        }
        StatementVerdict verdict = StatementClassifier.classify(in, from, to);
        server.session().leaves(lasting(verdict, in, from, to));
        for (ParameterChange change : verdict.changes()) {
            switch (change.kind()) {
                case RESET:
                    parameters.resetting(List.of(change.name()));
                    break;
                case RESET_ALL:
                case DISCARD_ALL:
                    parameters.resetting(null);
                    break;
                default:
                    break;
            }
        }
    }

    /** More of a text that was cut. */
    void moreText(ServerConnection server, ByteBuf in, int from, int to) {
        if (unclassified) {
            textScan = StateWords.scan(in, from, to, textScan);
            server.session().leaves(StateWords.flags(textScan) & KINDS);
        }
    }

    /** What running the statement of a Parse message may leave: its text and types lie in {@code [from, to)}. */
    int ofStatement(ByteBuf in, int from, int to) {
        int end = CStrings.indexOfNul(in, from, to);
        int textEnd = end < 0 ? to : end;
        if (StatementClassifier.quick(in, from, textEnd) == SessionState.NONE) {
            return SessionState.NONE;
        }
        StatementVerdict verdict = StatementClassifier.classify(in, from, textEnd);
        boolean resets = verdict.changes().stream().anyMatch(change -> change.kind() != ParameterChange.Kind.SET);
        return lasting(verdict, in, from, textEnd) | (resets ? SessionState.SETTING : 0);
    }

    /** The same for the body of a Parse message after its name. */
    int ofStatement(byte[] body) {
        return ofStatement(Unpooled.wrappedBuffer(body), 0, body.length);
    }

    /** A Parse message too long to be kept passes by: its beginning lies in {@code [from, to)}. */
    int ofCutStatement(ServerConnection server, ByteBuf in, int from, int to) {
        unclassified = true;
        textScan = StateWords.START;
        moreText(server, in, from, to);
        return StateWords.flags(textScan) & KINDS;
    }

    /** A statement that may leave this is run. */
    void running(ServerConnection server, int flags) {
        if (flags != 0) {
            server.session().leaves(flags & KINDS);
        }
    }

    /** A FunctionCall names a function by its OID: it may be one of those that reach beyond the transaction. */
    void functionCall(ServerConnection server) {
        server.session().leaves(SessionState.SETTING | SessionState.ROLE | SessionState.ADVISORY_LOCK);
    }

    /** A command has ended: of a text that was not classified, its tag tells. */
    void completed(ServerConnection server, CommandTag tag) {
        if (!unclassified) {
            return;
        }
        switch (tag) {
            case SET:
            case RESET:
                server.session().leaves(SessionState.SETTING | SessionState.ROLE);
                break;
            case PREPARE:
                server.session().leaves(SessionState.PREPARED);
                break;
            case LISTEN:
                server.session().leaves(SessionState.LISTEN);
                break;
            case LOAD:
                server.session().leaves(SessionState.LOADED);
                break;
            case DECLARE_CURSOR:
                server.session().leaves(SessionState.HOLD_CURSOR);
                break;
            case DO:
            case CALL:
                server.session().leaves(SessionState.ANYTHING);
                break;
            default:
                break;
        }
    }

    /** The transaction is over; what it left is the server's matter now. */
    void transactionEnded() {
        unclassified = false;
    }

    /** The verdict's flags, less the parameters that the server reports: those follow the client and need no cleaning. */
    private int lasting(StatementVerdict verdict, ByteBuf in, int from, int to) {
        int flags = verdict.flags() & KINDS;
        if ((flags & SessionState.SETTING) == 0 || verdict.changes().isEmpty()) {
            return flags;
        }
        boolean byFunction = (StateWords.flags(StateWords.scan(in, from, to, StateWords.START)) & SessionState.SETTING) != 0;
        List<String> unreported = new ArrayList<>();
        ParameterSet reported = pool.welcome();
        for (ParameterChange change : verdict.changes()) {
            boolean follows = reported != null && change.name() != null && reported.contains(change.name())
                    && !TrackedParameters.isServerOnly(change.name());
            if (change.kind() == ParameterChange.Kind.SET && !follows) {
                unreported.add(change.name());
            }
        }
        return byFunction || !unreported.isEmpty() ? flags : flags & ~SessionState.SETTING;
    }
}
