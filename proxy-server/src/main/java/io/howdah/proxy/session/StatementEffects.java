package io.howdah.proxy.session;

import io.howdah.protocol.CStrings;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.parameters.TrackedParameters;
import io.howdah.proxy.sql.CommandTag;
import io.howdah.proxy.sql.ParameterChange;
import io.howdah.proxy.sql.StateKind;
import io.howdah.proxy.sql.StateWords;
import io.howdah.proxy.sql.StatementClassifier;
import io.howdah.proxy.sql.StatementVerdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The effects of one client's statements on a server's session: noted with the server's session when the statements are sent, so that the session
 * is cleaned before the next client gets the server. A text that is whole is classified. Of a text too long for a buffer the words are looked at
 * as they pass, and the command tags tell the rest.
 *
 * <p>A verdict depends on the text alone. What remains in the session depends on the server as well: a parameter that the server reports follows
 * the client and needs no cleaning.
 */
public final class StatementEffects {

    /** Has a server forget the last values of its sequences. */
    public static final String DISCARD_SEQUENCES = "DISCARD SEQUENCES";

    /** Has a server plan its statements anew, and those within functions. */
    public static final String DISCARD_PLANS = "DISCARD PLANS";

    /** What the requests of this transaction may have done to sequences. */
    private enum Sequences {
        /** No request has been sent that runs. */
        UNTOUCHED,
        /** Requests run; no text calls nextval or setval. */
        PERHAPS,
        /** A text calls nextval or setval. */
        ADVANCED
    }

    private static final int CLASSIFIED = -1;

    private final ServerDefaults pool;
    private final ClientParameters parameters;
    private Sequences sequences = Sequences.UNTOUCHED;
    /** State of {@link StateWords}'s automaton in a text of this transaction that was not classified, or {@link #CLASSIFIED}. */
    private int textScan = CLASSIFIED;
    /** Whether plans that the server has may hold other constants than the planner would make in this transaction. */
    private boolean plansDiffer;

    /** @param pool of the pool's servers */
    public StatementEffects(ServerDefaults pool, ClientParameters parameters) {
        this.pool = pool;
        this.parameters = parameters;
    }

    // ---- texts

    /** The verdict on the text of a Query, or of a Parse message whose text and types lie in {@code [from, to)}. */
    public static StatementVerdict verdict(ByteBuf in, int from, int to) {
        int end = CStrings.indexOfNul(in, from, to);
        return StatementClassifier.verdict(in, from, end < 0 ? to : end);
    }

    /** The same for the body of a Parse message after its name. */
    public static StatementVerdict verdict(byte[] body) {
        return verdict(Unpooled.wrappedBuffer(body), 0, body.length);
    }

    /** A text is sent that is not complete: it begins in {@code [from, to)}. */
    public void cutQuery(ServerSession server, ByteBuf in, int from, int to) {
        textScan = StateWords.START;
        moreText(server, in, from, to);
    }

    /** More of a text that was cut. */
    public void moreText(ServerSession server, ByteBuf in, int from, int to) {
        if (textScan != CLASSIFIED) {
            textScan = StateWords.scan(in, from, to, textScan);
            int flags = StateWords.flags(textScan);
            server.leaves(flags & StateKind.KINDS);
            if ((flags & StateKind.SETTING) != 0) {
                parameters.changingAnything();
            }
        }
    }

    /** A Parse message too long to be kept passes by: its beginning lies in {@code [from, to)}. */
    public StatementVerdict ofCutStatement(ServerSession server, ByteBuf in, int from, int to) {
        cutQuery(server, in, from, to);
        return StatementVerdict.of(StateWords.flags(textScan) & StateKind.KINDS);
    }

    // ---- what runs

    /** A text with this verdict is run. */
    public void running(ServerSession server, StatementVerdict verdict) {
        if (verdict.isNothing()) {
            return;
        }
        int left = lasting(server, verdict);
        if (left != 0) {
            server.leaves(left);
            if (verdict.changes().isEmpty() && (left & (StateKind.SETTING | StateKind.UNKNOWN)) != 0) {
                parameters.changingAnything();
            }
        }
        if ((verdict.flags() & StateKind.SET_LOCALLY) != 0) {
            parameters.changingLocally();
        }
        plansDiffer |= (left & StateKind.PLANS) != 0;
        parameters.changing(verdict.changes());
    }

    /** The verdict's kinds, less the parameters that the server reports: those follow the client and need no cleaning. */
    private static int lasting(ServerSession server, StatementVerdict verdict) {
        int flags = verdict.flags() & StateKind.KINDS;
        if (server.runsConnectQuery()) {
            flags |= undoesConnectQuery(verdict);
        }
        if ((flags & StateKind.SETTING) == 0 || verdict.changes().isEmpty() || verdict.byFunction()) {
            return flags;
        }
        ParameterSet reported = server.reported();
        for (ParameterChange change : verdict.changes()) {
            boolean follows = change.kind() == ParameterChange.Kind.SET
                    ? reported.contains(change.name()) && !TrackedParameters.isServerOnly(change.name())
                    : !server.runsConnectQuery();
            if (!follows) {
                return flags;
            }
        }
        return flags & ~StateKind.SETTING;
    }

    /** The next client must find what connect_query has set up: a session in which that may be undone is cleaned, and connect_query runs again. */
    private static int undoesConnectQuery(StatementVerdict verdict) {
        boolean resets = verdict.changes().stream().anyMatch(change -> change.kind() != ParameterChange.Kind.SET);
        return (resets ? StateKind.SETTING : 0) | (verdict.deallocates() ? StateKind.PREPARED : 0);
    }

    /** A request is sent that the server will run. */
    public void executing(StatementVerdict verdict) {
        if ((verdict.flags() & StateKind.SEQUENCE_USED) != 0) {
            sequences = Sequences.ADVANCED;
        } else if (sequences == Sequences.UNTOUCHED) {
            sequences = Sequences.PERHAPS;
        }
    }

    /** A FunctionCall names a function by its OID: the function may be one that reaches beyond the transaction. */
    public void functionCall(ServerSession server) {
        server.leaves(StateKind.SETTING | StateKind.ROLE | StateKind.ADVISORY_LOCK);
        sequences = Sequences.ADVANCED;
        parameters.changingAnything();
    }

    /** A command has ended. The tag tells what a text did that was not classified. */
    public void completed(ServerSession server, CommandTag tag) {
        parameters.completed(tag);
        if (textScan == CLASSIFIED) {
            return;
        }
        switch (tag) {
            case SET:
            case RESET:
                server.leaves(StateKind.SETTING | StateKind.ROLE);
                parameters.changingAnything();
                break;
            case PREPARE:
                server.leaves(StateKind.PREPARED);
                break;
            case LISTEN:
                server.leaves(StateKind.LISTEN);
                break;
            case LOAD:
                server.leaves(StateKind.LOADED);
                break;
            case DECLARE_CURSOR:
                server.leaves(StateKind.HOLD_CURSOR);
                break;
            case DO:
            case CALL:
                server.leaves(StateKind.ANYTHING);
                parameters.changingAnything();
                break;
            default:
                break;
        }
    }

    /** The transaction is over. What the transaction left is in the server's session. */
    public void transactionEnded() {
        textScan = CLASSIFIED;
        sequences = Sequences.UNTOUCHED;
        plansDiffer = false;
    }

    // ---- plans

    /**
     * Whether the server has to be told {@link #DISCARD_PLANS} before it plans or runs more: the transaction has set a parameter by
     * which the planner makes constants, and plans that the server has may hold such constants.
     */
    public boolean plansDiffer() {
        return plansDiffer;
    }

    /** The server is told {@link #DISCARD_PLANS}. */
    public void plansAnew() {
        plansDiffer = false;
    }

    // ---- sequences

    /**
     * The client gets this server.
     *
     * @return whether the server has to be told DISCARD SEQUENCES first: clients of the pool ask for the last values of sequences, and this server
     *     has another client's
     */
    public boolean linked(ServerSession server) {
        return pool.readsSequences() && server.forgetsOthersSequences();
    }

    /**
     * A text is about to be sent that may ask for the last value of a sequence. Another client's value is no business of this client. But the value
     * that the client's own transaction got must stay, so DISCARD SEQUENCES may come only if no request has run that could have advanced a
     * sequence. Once a client of the pool has been seen to ask, servers forget as they change hands, before anything is run.
     *
     * @param mayHaveAdvanced whether the server runs something now, or has run a command that may advance a sequence
     * @return whether the server has to be told DISCARD SEQUENCES first
     */
    public boolean readsSequence(ServerSession server, boolean mayHaveAdvanced) {
        pool.sequencesAreRead();
        boolean mayBeOwn = sequences == Sequences.ADVANCED || (sequences == Sequences.PERHAPS && mayHaveAdvanced);
        return !mayBeOwn && server.forgetsOthersSequences();
    }
}
