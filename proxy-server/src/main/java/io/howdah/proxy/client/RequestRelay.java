package io.howdah.proxy.client;

import io.howdah.protocol.FrontendType;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.TransactionStatus;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.ReadyForQuery;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.server.OutstandingRequests;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.session.ClientParameters;
import io.howdah.proxy.session.StatementEffects;
import io.howdah.proxy.stream.FrameStream;
import io.howdah.proxy.stream.RunWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * The relay of requests: walks over the client's messages, frame by frame without gathering them, notes each expected answer with
 * the server, and sends the messages on. {@link StatementRequests} handles prepared statements, {@link StatementEffects} the text
 * of a Query; every other message passes by its header alone.
 *
 * <p>If the client has no server, {@link #withoutServer} answers the messages that need none, and stops at the first that does.
 */
final class RequestRelay implements RunWriter.Sink {

    /** PQ_SMALL_MESSAGE_LIMIT of PostgreSQL. */
    private static final int SMALL_MESSAGE_LIMIT = 10_000;

    private final RequestRules rules;
    private final StatementEffects effects;
    private final ClientOutput output;
    private final FrameStream stream;
    private final RequestWalk walk;
    private final StatementRequests statements;
    private final ExecutionRequests executions;
    private final CloseRequests closings;

    private @Nullable ByteBuf rest;
    private boolean skipToSync;

    /** @param output gets the answers that the pooler makes itself */
    RequestRelay(ByteBufAllocator allocator, RequestRules rules, StatementEffects effects, ClientParameters parameters,
            ClientOutput output) {
        this.rules = rules;
        this.effects = effects;
        this.output = output;
        this.stream = new FrameStream(allocator, rules.maxPacketSize(), rules.gathered(), this);
        this.walk = new RequestWalk(stream);
        this.statements = new StatementRequests(rules, effects, parameters, walk);
        this.executions = new ExecutionRequests(rules, effects, statements, walk);
        this.closings = new CloseRequests(rules, statements.named(), statements.unnamed(), output, walk);
    }

    ClientStatements statements() {
        return statements.named();
    }

    /** The part that knows the client's statements. */
    StatementRequests requests() {
        return statements;
    }

    /** The unanswered statements, for the log; called only while the log names slow statements. */
    SlowStatements slow() {
        return walk.slow();
    }

    @Override
    public void accept(ByteBuf bytes) {
        ClientStatements.Registration used = walk.batch().taken();
        if (used != null) {
            walk.server().retry().keep(bytes, used);
        }
        walk.server().send(bytes);
    }

    /**
     * The client has no server any more. Drops the reference, since an idle client must not keep the object of a closed server
     * alive.
     */
    void unlinked() {
        walk.end();
        transactionEnded();
    }

    /** The transaction is over, and its portals with it. */
    void transactionEnded() {
        statements.verdicts().transactionEnded();
    }

    /** Whether a message waits for the server's answer to an earlier one. */
    boolean isStalled() {
        return walk.isStalled();
    }

    /** The type of the message that waits. */
    byte stalledType() {
        return walk.stalledType();
    }

    /**
     * Whether the client's next bytes hold a Terminate. PostgreSQL carries out requests before a Terminate even if the client has
     * closed its socket, so the pooler must do the same.
     */
    boolean holdTerminate(ByteBuf next) {
        int at = stream.peekType(next) == 0 ? -1 : next.readerIndex();
        while (at >= 0 && at + 5 <= next.writerIndex()) {
            if (next.getByte(at) == FrontendType.TERMINATE) {
                return true;
            }
            int length = next.getInt(at + 1);
            at = length < 4 || length > next.writerIndex() - at ? -1 : at + 1 + length;
        }
        return false;
    }

    /** Bytes still to come of the current message. */
    int frameBytes() {
        return stream.remaining();
    }

    /** Whether a part of a message has been sent and the rest has not. */
    boolean midFrame() {
        return stream.midFrame();
    }

    /** Releases the kept bytes, and forgets the client's statements. */
    void release() {
        stream.release();
        statements.release();
    }

    // ---- without a server

    /**
     * Handles messages that need no server. Owns the buffer.
     *
     * @return NEEDS_SERVER if a message needs a server, and {@link #rest} then has everything from that message on; else DONE or
     *     TERMINATED
     */
    Walk withoutServer(ByteBuf arrived) {
        if (!arrived.isReadable()) {
            arrived.release();
            return Walk.DONE;
        }
        if (!skipToSync && alwaysNeedsServer(stream.peekType(arrived))) {
            rest = arrived; // the usual case, without a walk
            return Walk.NEEDS_SERVER;
        }
        boolean done = false;
        try {
            stream.begin(arrived); // the buffer may begin with the rest of a dropped frame
            while (stream.next()) {
                if (stream.type() == FrontendType.TERMINATE) {
                    checkLength(stream.type());
                    done = true;
                    stream.endQuietly();
                    return Walk.TERMINATED;
                }
                if (stream.type() == FrontendType.CLOSE && !stream.complete() && !skipToSync) {
                    checkLength(stream.type());
                    stream.awaitWhole(); // Only the whole Close shows whether the client needs a server for it.
                    break;
                }
                if (!dealtWith()) {
                    done = true;
                    rest = stream.takeBack(true);
                    return Walk.NEEDS_SERVER;
                }
            }
            done = true;
            stream.endQuietly();
            return Walk.DONE;
        } finally {
            if (!done) {
                stream.abandon();
            }
        }
    }

    /** Takes the bytes that a walk with the result NEEDS_SERVER has left. */
    @Nullable
    ByteBuf rest() {
        ByteBuf left = rest;
        rest = null;
        return left;
    }

    private static boolean alwaysNeedsServer(byte type) {
        return type == FrontendType.QUERY || type == FrontendType.PARSE || type == FrontendType.BIND
                || type == FrontendType.EXECUTE;
    }

    private boolean dealtWith() {
        checkLength(stream.type());
        switch (stream.type()) {
            case FrontendType.COPY_DATA:
            case FrontendType.COPY_DONE:
            case FrontendType.COPY_FAIL:
                // These messages come late, after a COPY that failed. PostgreSQL ignores them too.
                stream.dropRest();
                return true;
            case FrontendType.FLUSH:
                if (stream.bodyLength() > 0 && !skipToSync) {
                    skipToSync = true;
                    output.reply(invalidFormat());
                }
                stream.dropRest();
                return true;
            case FrontendType.SYNC:
                skipToSync = false;
                if (stream.bodyLength() > 0) {
                    output.reply(invalidFormat());
                }
                output.reply(new ReadyForQuery(TransactionStatus.IDLE));
                stream.dropRest();
                return true;
            default:
                requireKnown(stream.type());
                if (skipToSync) {
                    stream.dropRest();
                    return true;
                }
                return stream.type() == FrontendType.CLOSE && closings.closedHere();
        }
    }

    /** PostgreSQL's error for a message with surplus bytes (pq_getmsgend). */
    private static ErrorResponse invalidFormat() {
        return ErrorResponse.of("ERROR", SqlState.PROTOCOL_VIOLATION, "invalid message format");
    }

    /** @throws ProtocolViolationException for a type that no client sends after its login */
    private static void requireKnown(byte type) {
        if (!FrontendType.isKnown(type) || type == FrontendType.PASSWORD) {
            throw new ProtocolViolationException("invalid frontend message type " + (type & 0xff));
        }
    }

    /**
     * Drops the request at the buffer's beginning, which the pooler has answered with an error. A simple Query or FunctionCall
     * gets its ReadyForQuery. After a message of the extended protocol, everything up to the next Sync is skipped. Owns the
     * buffer.
     *
     * @return the bytes that remain to be handled, or null
     */
    @Nullable
    ByteBuf dropRequest(ByteBuf in) {
        stream.begin(in);
        if (!stream.next()) {
            return stream.takeBack(false);
        }
        if (stream.type() != FrontendType.QUERY && stream.type() != FrontendType.FUNCTION_CALL) {
            skipToSync = true;
            return stream.takeBack(true);
        }
        stream.dropRest();
        output.reply(new ReadyForQuery(TransactionStatus.IDLE));
        return stream.takeBack(false);
    }

    // ---- with a server

    /**
     * Sends the arrived bytes to the server; owns the buffer.
     *
     * @return DONE, STALLED or TERMINATED
     */
    Walk forward(ByteBuf arrived, ServerConnection server) {
        int carried = stream.begin(arrived);
        ByteBuf in = stream.buffer();
        int start = in.readerIndex();
        int dealtWith = start + carried;
        boolean terminated = false;
        boolean done = false;
        walk.begin(server, carried == 0 ? in.readableBytes() : Integer.MAX_VALUE);
        try {
            if (carried > 0) {
                effects.moreText(server.session(), in, start, start + carried);
            }
            while (stream.next()) {
                terminated = stream.type() == FrontendType.TERMINATE;
                if (!frame()) {
                    break;
                }
                dealtWith = stream.position();
            }
            if (stream.atEnd() && stream.type() == FrontendType.SYNC) {
                walk.batch().leaves();
            }
            done = true;
            stream.end();
        } finally {
            walk.batch().end();
            if (!done) {
                // The frames before the malformed one stand in the server's account already, so send them.
                stream.breakOffAt(dealtWith);
            }
        }
        return terminated ? Walk.TERMINATED : walk.isStalled() ? Walk.STALLED : Walk.DONE;
    }

    /** Continues with the message that waits, after further answers of the server. @return as {@link #forward} */
    Walk goOn(ServerConnection server) {
        return forward(Unpooled.EMPTY_BUFFER, server);
    }

    /** @return false if the walk stops: the frame is cut, or waits for an answer, or is a Terminate */
    private boolean frame() {
        byte type = stream.type();
        checkLength(type);
        OutstandingRequests owed = walk.server().outstanding();
        if (owed.isInDoubt() && waitsForCertainty(type)) {
            return walk.stall();
        }
        switch (type) {
            case FrontendType.QUERY:
                return query();
            case FrontendType.SYNC:
                executions.sync();
                return true;
            case FrontendType.EXECUTE:
                return executions.execute();
            case FrontendType.BIND:
                return statements.bind();
            case FrontendType.PARSE:
                return statements.parse();
            case FrontendType.DESCRIBE:
                return statements.describe();
            case FrontendType.CLOSE:
                return closings.close();
            case FrontendType.COPY_DATA:
                if (!owed.addCopyData()) {
                    stream.leaveOut();
                }
                return true;
            case FrontendType.FLUSH:
                if (stream.bodyLength() > 0) {
                    walk.batch().onlyOnce();
                    walk.expectOrDrop();
                }
                return true;
            case FrontendType.COPY_DONE:
            case FrontendType.COPY_FAIL:
                if (!owed.add((byte) 'c')) {
                    stream.leaveOut();
                }
                return true;
            case FrontendType.FUNCTION_CALL:
                executions.functionCall();
                return true;
            case FrontendType.TERMINATE:
                stream.leaveOut();
                return false;
            default:
                throw new ProtocolViolationException("invalid frontend message type " + (type & 0xff));
        }
    }

    /**
     * Applies PostgreSQL's limit on messages that carry no data. Without it the pooler would have to gather such a message at any
     * length.
     */
    private void checkLength(byte type) {
        if (stream.bodyLength() > SMALL_MESSAGE_LIMIT - 4 && !mayBeLarge(type)) {
            throw new ProtocolViolationException("invalid message length " + (stream.bodyLength() + 4) + " in message of type "
                    + FrontendType.name(type) + " (expected: 4 to " + SMALL_MESSAGE_LIMIT + ")");
        }
    }

    private static boolean mayBeLarge(byte type) {
        return type == FrontendType.QUERY || type == FrontendType.PARSE || type == FrontendType.BIND
                || type == FrontendType.COPY_DATA
                || type == FrontendType.FUNCTION_CALL;
    }

    private static boolean waitsForCertainty(byte type) {
        return type != FrontendType.SYNC && type != FrontendType.COPY_DATA && type != FrontendType.COPY_DONE
                && type != FrontendType.COPY_FAIL && type != FrontendType.FLUSH && type != FrontendType.TERMINATE;
    }

    private boolean query() {
        if (rules.refusesSimpleQuery()) {
            throw new ProtocolViolationException("PQexec disallowed");
        }
        return executions.query();
    }
}
