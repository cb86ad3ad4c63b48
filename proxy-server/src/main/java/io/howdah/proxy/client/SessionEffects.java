package io.howdah.proxy.client;

import io.howdah.protocol.CStrings;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.parameters.TrackedParameters;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.sql.CommandTag;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.sql.ParameterChange;
import io.howdah.proxy.sql.StateKind;
import io.howdah.proxy.sql.StateWords;
import io.howdah.proxy.sql.StatementClassifier;
import io.howdah.proxy.sql.StatementVerdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * What a client's statements leave behind in the server's session: noted with the server when they are sent, so that it is cleaned
 * before the next client gets it. A text that is whole is classified; of one too long for a buffer the words are looked at as they pass,
 * and the command tags tell the rest.
 *
 * <p>A verdict depends on its text alone. What of it is of interest here depends on the server as well: a parameter that it reports
 * follows the client and needs no cleaning.
 */
final class SessionEffects {

    /** Has a server forget what sequences have given. */
    static final String DISCARD_SEQUENCES = "DISCARD SEQUENCES";

    private final Pool pool;
    private final ParameterSync parameters;
    private boolean unclassified;
    private int textScan;
    // In this transaction: whether anything has been sent that runs, and whether its text calls nextval or setval.
    private boolean executed;
    private boolean advanced;

    SessionEffects(Pool pool, ParameterSync parameters) {
        this.pool = pool;
        this.parameters = parameters;
    }

    /** The client gets this server: where clients of the pool ask what a sequence gave last, the server forgets what it gave to others. */
    void linked(ServerConnection server) {
        if (pool.defaults().readsSequences() && server.session().holdsOthersSequences()) {
            server.session().sequencesAreDiscarded();
            server.requests().query(DISCARD_SEQUENCES, error -> { });
        }
    }

    /** A simple query is sent whose text is not complete: it begins in {@code [from, to)}. */
    void cutQuery(ServerConnection server, ByteBuf in, int from, int to) {
        unclassified = true;
        textScan = StateWords.START;
        moreText(server, in, from, to);
    }

    /** More of a text that was cut. */
    void moreText(ServerConnection server, ByteBuf in, int from, int to) {
        if (unclassified) {
            textScan = StateWords.scan(in, from, to, textScan);
            int flags = StateWords.flags(textScan);
            server.session().leaves(flags & StateKind.KINDS);
            if ((flags & StateKind.SETTING) != 0) {
                parameters.changingAnything();
            }
        }
    }

    /** The verdict on the text of a Query, or of a Parse message whose text and types lie in {@code [from, to)}. */
    static StatementVerdict verdict(ByteBuf in, int from, int to) {
        int end = CStrings.indexOfNul(in, from, to);
        return StatementClassifier.verdict(in, from, end < 0 ? to : end);
    }

    /** The same for the body of a Parse message after its name. */
    static StatementVerdict verdict(byte[] body) {
        return verdict(Unpooled.wrappedBuffer(body), 0, body.length);
    }

    /** A Parse message too long to be kept passes by: its beginning lies in {@code [from, to)}. */
    StatementVerdict ofCutStatement(ServerConnection server, ByteBuf in, int from, int to) {
        cutQuery(server, in, from, to);
        return StatementVerdict.of(StateWords.flags(textScan) & StateKind.KINDS);
    }

    /** A text of which this is the verdict is run. */
    void running(ServerConnection server, StatementVerdict verdict) {
        if (verdict.isNothing()) {
            return;
        }
        int left = lasting(server, verdict);
        if (left != 0) {
            server.session().leaves(left);
            if (verdict.changes().isEmpty() && (left & (StateKind.SETTING | StateKind.UNKNOWN)) != 0) {
                parameters.changingAnything();
            }
        }
        parameters.changing(verdict.changes());
    }

    /** Something is sent that the server will run. */
    void executing(StatementVerdict verdict) {
        executed = true;
        advanced |= (verdict.flags() & StateKind.SEQUENCE_USED) != 0;
    }

    /**
     * A text is about to be sent that may ask what a sequence gave last. What it gave other clients is none of this one's business; but
     * what it gave this client in its own transaction must stay, so DISCARD SEQUENCES may come only where nothing has been run that could
     * have advanced one. Once a client of the pool has been seen to ask, servers forget as they change hands, before anything is run.
     *
     * @return whether the server has to be told DISCARD SEQUENCES first
     */
    boolean readsSequence(ServerConnection server) {
        pool.defaults().sequencesAreRead();
        boolean mayBeOwn = executed && (advanced || server.outstanding().runsSomething() || server.mayHaveAdvancedSequence());
        if (mayBeOwn || !server.session().holdsOthersSequences()) {
            return false;
        }
        server.session().sequencesAreDiscarded();
        return true;
    }

    /** A FunctionCall names a function by its OID: it may be one of those that reach beyond the transaction. */
    void functionCall(ServerConnection server) {
        server.session().leaves(StateKind.SETTING | StateKind.ROLE | StateKind.ADVISORY_LOCK);
        executed = true;
        advanced = true;
        parameters.changingAnything();
    }

    /** A command has ended: of a text that was not classified, its tag tells. */
    void completed(ServerConnection server, CommandTag tag) {
        if (!unclassified) {
            return;
        }
        switch (tag) {
            case SET:
            case RESET:
                server.session().leaves(StateKind.SETTING | StateKind.ROLE);
                parameters.changingAnything();
                break;
            case PREPARE:
                server.session().leaves(StateKind.PREPARED);
                break;
            case LISTEN:
                server.session().leaves(StateKind.LISTEN);
                break;
            case LOAD:
                server.session().leaves(StateKind.LOADED);
                break;
            case DECLARE_CURSOR:
                server.session().leaves(StateKind.HOLD_CURSOR);
                break;
            case DO:
            case CALL:
                server.session().leaves(StateKind.ANYTHING);
                parameters.changingAnything();
                break;
            default:
                break;
        }
    }

    /** The transaction is over; what it left is the server's matter now. */
    void transactionEnded() {
        unclassified = false;
        executed = false;
        advanced = false;
    }

    /** The verdict's flags, less the parameters that the server reports: those follow the client and need no cleaning. */
    private int lasting(ServerConnection server, StatementVerdict verdict) {
        int flags = verdict.flags() & StateKind.KINDS;
        if (server.target().connectQuery().isPresent()) {
            flags |= undoesConnectQuery(verdict);
        }
        if ((flags & StateKind.SETTING) == 0 || verdict.changes().isEmpty() || verdict.byFunction()) {
            return flags;
        }
        ParameterSet reported = server.session().reported();
        for (ParameterChange change : verdict.changes()) {
            boolean follows = change.kind() == ParameterChange.Kind.SET
                    ? reported.contains(change.name()) && !TrackedParameters.isServerOnly(change.name())
                    : server.target().connectQuery().isEmpty();
            if (!follows) {
                return flags;
            }
        }
        return flags & ~StateKind.SETTING;
    }

    /** What connect_query has set up must be there for the next client: whatever may undo it is cleaned, and connect_query runs again. */
    private static int undoesConnectQuery(StatementVerdict verdict) {
        boolean resets = verdict.changes().stream().anyMatch(change -> change.kind() != ParameterChange.Kind.SET);
        return (resets ? StateKind.SETTING : 0) | (verdict.deallocates() ? StateKind.PREPARED : 0);
    }
}
