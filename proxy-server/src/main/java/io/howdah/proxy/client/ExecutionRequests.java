package io.howdah.proxy.client;

import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrontendType;
import io.howdah.proxy.prepared.UnnamedStatement;
import io.howdah.proxy.server.OutstandingRequests;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerRequests;
import io.howdah.proxy.session.StatementEffects;
import io.howdah.proxy.sql.StateKind;
import io.howdah.proxy.sql.StatementVerdict;
import io.howdah.proxy.stream.FrameStream;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Relays Query, Execute, FunctionCall and Sync of one client. The text that runs tells what the pooler adds to the request and
 * what the request leaves in the server's session.
 */
final class ExecutionRequests {

    private final RequestRules rules;
    private final StatementEffects effects;
    private final StatementRequests statements;
    private final PortalVerdicts verdicts;
    private final RequestWalk walk;
    private final FrameStream stream;

    ExecutionRequests(RequestRules rules, StatementEffects effects, StatementRequests statements, RequestWalk walk) {
        this.rules = rules;
        this.effects = effects;
        this.statements = statements;
        this.verdicts = statements.verdicts();
        this.walk = walk;
        this.stream = walk.stream();
    }

    /** Relays an Execute. @return false if the walk stops: the frame is cut, or waits for an answer */
    boolean execute() {
        if (verdicts.allDoNothing()) {
            effects.executing(verdicts.unnamed());
            walk.expectOrDrop();
            return true;
        }
        if (!stream.complete()) {
            return stream.awaitWhole();
        }
        ByteBuf in = stream.buffer();
        int end = CStrings.indexOfNul(in, stream.bodyIndex(), stream.position());
        StatementVerdict verdict = end == stream.bodyIndex() ? verdicts.unnamed()
                : end < 0 || !verdicts.knowsNamed() ? StatementVerdict.NOTHING
                        : verdicts.of(in.toString(stream.bodyIndex(), end - stream.bodyIndex(), StandardCharsets.ISO_8859_1));
        effects.executing(verdict);
        if (!verdict.acts() || owed().isSkipping()) {
            walk.expectOrDrop();
        } else if (mustKnowNames(verdict)) {
            return walk.stall();
        } else {
            walk.batch().onlyOnce();
            statements.additions().execute(stream, server(), verdict, !statements.passesNames());
        }
        return true;
    }

    /** Whether a whole Query ends with its text. PostgreSQL runs nothing of a malformed Query (pq_getmsgend). */
    private boolean isOneText() {
        return CStrings.indexOfNul(stream.buffer(), stream.bodyIndex(), stream.position()) == stream.position() - 1;
    }

    /** Whether the text of the current Query contains the word COPY. */
    private boolean mayBeCopy() {
        return stream.buffer().toString(stream.bodyIndex(), stream.bodyLength(), StandardCharsets.ISO_8859_1)
                .toUpperCase(Locale.ROOT).contains("COPY");
    }

    /** Whether the text deallocates names and answers to earlier batches are outstanding, which tell if these names stand. */
    private boolean mustKnowNames(StatementVerdict verdict) {
        return verdict.deallocates() && !statements.passesNames() && owed().owesReadyForQuery();
    }

    /** Relays a Query. @return false if the walk stops: the frame is cut, or waits for an answer */
    boolean query() {
        if (!stream.complete() && stream.bodyLength() <= UnnamedStatement.KEPT_LENGTH) {
            return stream.awaitWhole();
        }
        walk.batch().onlyOnce();
        if (owed().isSkipping()) {
            stream.leaveOut();
            return true;
        }
        boolean pipelined = owed().isUnsynced() || owed().hasQueryInPipeline();
        boolean pipelinedCopy = pipelined && (!stream.complete() || mayBeCopy());
        if (!stream.complete()) {
            statements.unnamed().clear();
            WriteNotes notes = rules.notes();
            if (notes != null) {
                notes.sendsAnything(server());
            }
            owed().add(FrontendType.QUERY);
            effects.cutQuery(server().session(), stream.buffer(), stream.bodyIndex(), stream.position());
        } else {
            StatementVerdict verdict = StatementEffects.verdict(stream.buffer(), stream.bodyIndex(), stream.position());
            if (mustKnowNames(verdict)) {
                return walk.stall();
            }
            statements.unnamed().clear();
            if ((verdict.flags() & StateKind.SEQUENCE_READ) != 0
                    && effects.readsSequence(server().session(), server().mayHaveAdvancedSequence())) {
                insertBefore(StatementEffects.DISCARD_SEQUENCES);
            }
            if (effects.plansDiffer() && server().status() != 'E') {
                effects.plansAnew();
                insertBefore(StatementEffects.DISCARD_PLANS);
            }
            WriteNotes notes = rules.notes();
            if (notes != null) {
                notes.sendsQuery(server(), stream.buffer(), stream.bodyIndex(), stream.position());
            }
            effects.executing(verdict);
            if (verdict.acts() && isOneText()) {
                statements.additions().query(stream, server(), verdict, !statements.passesNames());
            } else {
                owed().add(FrontendType.QUERY);
            }
            effects.running(server().session(), verdict);
        }
        if (pipelinedCopy) {
            owed().pipelinedQueryMayBeCopy();
        }
        if (rules.logsSlowStatements()) {
            walk.slow().query(stream.buffer(), stream.bodyIndex(), stream.position() - stream.bodyIndex());
        }
        server().statements().unnamedIsGone();
        return true;
    }

    /** Puts a statement of the pooler's own in front of the Query at hand. */
    private void insertBefore(String sql) {
        if (owed().isUnsynced()) {
            own().insertStatement(sql, stream.insertBefore());
        } else {
            own().insertQuery(sql, error -> {}, stream.insertBefore());
        }
    }

    /** Relays a FunctionCall. */
    void functionCall() {
        walk.batch().onlyOnce();
        if (walk.expectOrDrop()) {
            effects.functionCall(server().session());
            WriteNotes notes = rules.notes();
            if (notes != null) {
                notes.sendsAnything(server());
            }
            remember();
        }
    }

    /** Relays a Sync. */
    void sync() {
        if (owed().hasQueryInPipeline()) {
            own().endPipeline(stream.insertBefore());
        }
        statements.additions().sync(stream, server());
        remember();
    }

    /** Notes, for the log of slow statements, a request that a ReadyForQuery ends and that has no text. */
    private void remember() {
        if (rules.logsSlowStatements()) {
            walk.slow().sync();
        }
    }

    private ServerConnection server() {
        return walk.server();
    }

    private OutstandingRequests owed() {
        return walk.server().outstanding();
    }

    private ServerRequests own() {
        return walk.server().requests();
    }
}
