package io.howdah.proxy.server;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ServerStatements;
import io.howdah.proxy.session.ServerSession;
import io.howdah.proxy.sql.CommandTag;
import io.howdah.proxy.stream.FrameStream;
import io.howdah.proxy.stream.RunWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The path of answers from the server to the linked peer. ResponseRelay walks the server's messages frame by frame without
 * gathering them, and matches each with the oldest of {@link OutstandingRequests}. It reads the bodies of ReadyForQuery,
 * ParameterStatus, ErrorResponse and the answers to Describe, the tag of CommandComplete, and of others the header alone.
 *
 * <p>ResponseRelay leaves out answers to the pooler's own requests, and inserts answers that the pooler makes itself. An answer
 * that fits no request ends the connection, for the next answer might belong to another client's request.
 */
final class ResponseRelay implements RunWriter.Sink {

    /** Bytes; a frame to be read is gathered up to this size. A longer ErrorResponse passes unread. */
    private static final int GATHER_LIMIT = 1 << 20;

    private final Backend backend;
    private final OutstandingRequests outstanding;
    private final ServerStatements statements;
    private final ServerSession session;
    private final StalePlanRetry retry;
    private final FrameStream stream;
    private final InStep inStep;
    private final ServerErrors errors;
    private final LastCommands commands = new LastCommands();
    private final FreshParses freshParses;

    ResponseRelay(Backend backend, ServerProgress progress, OutstandingRequests outstanding, ServerStatements statements,
            ServerSession session, StalePlanRetry retry, ByteBufAllocator allocator) {
        this.backend = backend;
        this.outstanding = outstanding;
        this.statements = statements;
        this.session = session;
        this.retry = retry;
        this.freshParses = new FreshParses(statements, session);
        this.stream = new FrameStream(allocator, Integer.MAX_VALUE, this);
        this.inStep = new InStep(outstanding, statements, stream);
        this.errors = new ServerErrors(backend, progress, outstanding, statements, retry, stream, inStep);
    }

    @Override
    public void accept(ByteBuf bytes) {
        ServerPeer peer = backend.peer();
        if (peer == null) {
            bytes.release();
        } else {
            peer.deliver(bytes);
        }
    }

    /** Takes the bytes of one read; owns the buffer. @throws ProtocolViolationException for what no PostgreSQL server sends */
    void read(ByteBuf arrived) {
        int carried = stream.begin(arrived);
        int dealtWith = stream.buffer().readerIndex() + carried;
        boolean done = false;
        try {
            while (stream.next() && frame()) {
                dealtWith = stream.position();
            }
            done = true;
            stream.end();
        } finally {
            if (!done) {
                // The peer gets the whole frames before the invalid one.
                stream.breakOffAt(dealtWith);
            }
        }
    }

    LastCommands commands() {
        return commands;
    }

    /** The part that tells whether pooler and server are in step. */
    InStep inStep() {
        return inStep;
    }

    /** Number of bytes still to come of the current message. */
    int frameBytes() {
        return stream.remaining();
    }

    /** Whether a part of a message has been passed on. */
    boolean midAnswer() {
        return stream.midFrame();
    }

    /** Releases all buffers: the connection has closed. */
    void release() {
        stream.release();
    }

    /** @return false if the rest of the frame must come first */
    private boolean frame() {
        byte type = stream.type();
        if (type == BackendType.DATA_ROW || type == BackendType.COPY_DATA) {
            byte request = outstanding.type();
            if (request != FrontendType.QUERY && request != FrontendType.EXECUTE && request != OutstandingRequests.BARRIER) {
                throw notAsked(type);
            }
            if (outstanding.action() == ResponseAction.SKIP) {
                stream.leaveOut();
            }
            return true;
        }
        if (looksInside(type) && !stream.complete()) {
            if (stream.bodyLength() <= GATHER_LIMIT) {
                return stream.awaitWhole();
            }
            if (type != BackendType.ERROR_RESPONSE) {
                throw new ProtocolViolationException(
                        "server sent " + BackendType.name(type) + " of " + stream.bodyLength() + " bytes (expected: at most "
                                + GATHER_LIMIT + ")");
            }
        }
        switch (type) {
            case BackendType.READY_FOR_QUERY:
                readyForQuery();
                break;
            case BackendType.PARAMETER_STATUS:
                parameterStatus();
                break;
            case BackendType.ERROR_RESPONSE:
                errors.arrived();
                break;
            case BackendType.NOTICE_RESPONSE:
                if (outstanding.action() == ResponseAction.SKIP || backend.peer() == null) {
                    stream.leaveOut();
                }
                break;
            case BackendType.NOTIFICATION_RESPONSE:
                if (backend.peer() == null) {
                    stream.leaveOut();
                }
                break;
            case BackendType.BACKEND_KEY_DATA:
                stream.leaveOut();
                break;
            default:
                if (outstanding.type() == OutstandingRequests.BARRIER) {
                    inStep.answerBeforeBarrier();
                } else if (outstanding.isOwn()) {
                    ownAnswer(type);
                } else if (outstanding.type() == FrontendType.QUERY && outstanding.action() == ResponseAction.SKIP) {
                    answerToInsertion(type);
                } else {
                    if (inStep.isInDoubt()) {
                        inStep.doubtsEnd();
                    }
                    answer(type);
                }
                break;
        }
        return true;
    }

    private ProtocolViolationException notAsked(byte type) {
        return new ProtocolViolationException("server sent " + BackendType.name(type) + " where "
                + (outstanding.isEmpty() ? "nothing" : FrontendType.name(outstanding.type())) + " was asked");
    }

    /** Requires that the oldest request has one of two types; an answer of type {@code type} fits only these. */
    private void require(byte type, byte one, byte other) {
        if (outstanding.type() != one && outstanding.type() != other) {
            throw notAsked(type);
        }
    }

    /** Whether a frame must be whole: the relay reads its body, or an answer made by the pooler may follow directly behind it. */
    private boolean looksInside(byte type) {
        switch (type) {
            case BackendType.READY_FOR_QUERY, BackendType.PARAMETER_STATUS, BackendType.ERROR_RESPONSE,
                    BackendType.COMMAND_COMPLETE:
                return true;
            case BackendType.ROW_DESCRIPTION:
                return outstanding.type() == FrontendType.DESCRIBE;
            case BackendType.PARAMETER_DESCRIPTION:
                return outstanding.type() == OutstandingRequests.BARRIER
                        || (outstanding.type() == FrontendType.DESCRIBE && outstanding.action() == ResponseAction.SKIP);
            case BackendType.NOTICE_RESPONSE, BackendType.NOTIFICATION_RESPONSE:
                return outstanding.isEmpty();
            default:
                return false;
        }
    }

    /** An answer to a statement that the pooler has inserted into a client's query. */
    private void answerToInsertion(byte type) {
        leaveOutOwn(type);
        if (type == BackendType.COMMAND_COMPLETE || type == BackendType.EMPTY_QUERY_RESPONSE) {
            statementCompleted();
        }
    }

    private void leaveOutOwn(byte type) {
        if (type == BackendType.COPY_IN_RESPONSE || type == BackendType.COPY_BOTH_RESPONSE) {
            throw new ProtocolViolationException("COPY answered to a query of the pooler's own");
        }
        stream.leaveOut();
    }

    private void statementCompleted() {
        RequestNote note = outstanding.type() == FrontendType.QUERY ? outstanding.note() : null;
        if (note != null) {
            note.completed();
            outstanding.actionIs(note.action());
        }
    }

    private void ownAnswer(byte type) {
        if (type == BackendType.COMMAND_COMPLETE) {
            CommandTag tag = CommandTag.at(stream.buffer(), stream.bodyIndex(), stream.bodyLength());
            if (tag.endsAllStatements()) {
                statements.clear();
            }
            if (tag == CommandTag.DISCARD_ALL) {
                session.parametersAreReset();
            }
        }
        leaveOutOwn(type);
    }

    /** An answer to a request of the peer's. */
    private void answer(byte type) {
        switch (type) {
            case BackendType.PARSE_COMPLETE:
                answered(FrontendType.PARSE, type);
                break;
            case BackendType.BIND_COMPLETE:
                retry.forget();
                answered(FrontendType.BIND, type);
                break;
            case BackendType.CLOSE_COMPLETE:
                answered(FrontendType.CLOSE, type);
                break;
            case BackendType.PARAMETER_DESCRIPTION:
                require(type, FrontendType.DESCRIBE, FrontendType.DESCRIBE);
                retry.forget();
                if (outstanding.action() == ResponseAction.SKIP) {
                    stream.leaveOut();
                }
                outstanding.booking().parametersDescribed(stream.buffer(), stream.bodyIndex(), stream.bodyLength());
                break;
            case BackendType.ROW_DESCRIPTION:
                require(type, FrontendType.QUERY, FrontendType.DESCRIBE);
                if (outstanding.type() == FrontendType.DESCRIBE) {
                    described(type);
                }
                break;
            case BackendType.NO_DATA:
                require(type, FrontendType.DESCRIBE, FrontendType.DESCRIBE);
                described(type);
                break;
            case BackendType.COMMAND_COMPLETE:
                commandComplete();
                break;
            case BackendType.EMPTY_QUERY_RESPONSE:
                require(type, FrontendType.QUERY, FrontendType.EXECUTE);
                if (outstanding.type() == FrontendType.EXECUTE) {
                    popped();
                }
                break;
            case BackendType.PORTAL_SUSPENDED:
                answered(FrontendType.EXECUTE, type);
                break;
            case BackendType.COPY_IN_RESPONSE:
                require(type, FrontendType.QUERY, FrontendType.EXECUTE);
                outstanding.copyInStarted();
                break;
            case BackendType.COPY_BOTH_RESPONSE:
            case BackendType.COPY_OUT_RESPONSE:
            case BackendType.COPY_DONE:
                require(type, FrontendType.QUERY, FrontendType.EXECUTE);
                break;
            case BackendType.FUNCTION_CALL_RESPONSE:
                require(type, FrontendType.FUNCTION_CALL, FrontendType.FUNCTION_CALL);
                break;
            default:
                throw new ProtocolViolationException("unknown message from server: " + BackendType.name(type));
        }
    }

    private void answered(byte request, byte type) {
        require(type, request, request);
        if (outstanding.action() == ResponseAction.SKIP) {
            stream.leaveOut();
        }
        if (request == FrontendType.PARSE) {
            outstanding.booking().confirmed(statements);
            freshParses.parsed(outstanding.booking());
        }
        popped();
    }

    private void described(byte type) {
        if (type == BackendType.NO_DATA) {
            outstanding.booking().describedWithoutColumns(statements);
        } else {
            outstanding.booking().columnsDescribed(stream.buffer(), stream.bodyIndex(), statements);
        }
        if (outstanding.action() == ResponseAction.SKIP) {
            stream.leaveOut();
        }
        popped();
    }

    /** The oldest request has been answered: removes it. Answers made by the pooler that are next in turn follow. */
    private void popped() {
        if (stream.bodyLength() > 0 && (!stream.complete() || BackendType.isBare(stream.type()))) {
            throw new ProtocolViolationException(
                    "server sent " + BackendType.name(stream.type()) + " of " + stream.bodyLength() + " bytes (expected: 0)");
        }
        outstanding.pop();
        while (!outstanding.isEmpty() && outstanding.action() == ResponseAction.FAKE) {
            ResponseAction.writeFake(outstanding.type(), stream.insertAfter());
            outstanding.booking().confirmed(statements);
            outstanding.pop();
        }
    }

    private void commandComplete() {
        require(BackendType.COMMAND_COMPLETE, FrontendType.QUERY, FrontendType.EXECUTE);
        if (outstanding.action() == ResponseAction.SKIP) {
            stream.leaveOut();
            popped();
            return;
        }
        commands.completed(stream.buffer(), stream.bodyIndex(), stream.bodyLength());
        CommandTag tag = CommandTag.at(stream.buffer(), stream.bodyIndex(), stream.bodyLength());
        if (tag != CommandTag.OTHER) {
            RequestNote note = outstanding.note();
            if (note != null && tag == CommandTag.DEALLOCATE) {
                note.deallocatedOne();
            } else if (note != null && tag.endsAllStatements()) {
                note.deallocatedAll();
            }
            if (tag.endsAllStatements()) {
                statements.clear();
                statements.unnamedIsGone();
            }
            if (backend.peer() != null) {
                backend.peer().commandCompleted(tag);
            }
            if (tag.endsAllStatements()) {
                outstanding.outliveDiscard(statements);
            }
        }
        if (outstanding.type() == FrontendType.EXECUTE) {
            popped();
        } else {
            statementCompleted();
        }
    }

    private byte readyStatus() {
        if (stream.bodyLength() != 1) {
            throw new ProtocolViolationException("invalid ReadyForQuery length " + stream.bodyLength() + " (expected: 1)");
        }
        byte status = stream.buffer().getByte(stream.bodyIndex());
        if (status != 'I' && status != 'T' && status != 'E') {
            throw new ProtocolViolationException("invalid transaction status " + (status & 0xff) + " (expected: I, T or E)");
        }
        return status;
    }

    private void readyForQuery() {
        byte status = readyStatus();
        if (inStep.isInDoubt() && !inStep.readyInDoubt(status)) {
            backend.statusIs(status);
            return;
        }
        byte request = outstanding.type();
        if (request == OutstandingRequests.BARRIER) {
            OwnQuery passed = inStep.readyBeforeBarrier();
            if (passed != null) {
                backend.statusIs(status);
                errors.takeOwn();
                stream.flush();
                passed.completed(null);
            }
            return;
        }
        if (request != FrontendType.QUERY && request != FrontendType.SYNC && request != FrontendType.FUNCTION_CALL) {
            throw notAsked(BackendType.READY_FOR_QUERY);
        }
        backend.statusIs(status);
        freshParses.batchEnded();
        RequestNote note = outstanding.note();
        if (note != null && note.isJoined()) {
            note.ended(status == 'E');
            stream.leaveOut();
            popped();
            return;
        }
        if (outstanding.action() == ResponseAction.SKIP && note == null) {
            Booking asked = outstanding.booking();
            stream.leaveOut();
            popped();
            ErrorResponse error = errors.takeOwn();
            if (asked instanceof OwnQuery own) {
                // The peer must get earlier answers before the query's sender acts.
                stream.flush();
                own.completed(error);
            }
            return;
        }
        retry.forget();
        popped();
        ServerPeer peer = backend.peer();
        if (peer != null) {
            // The peer may release the server right now, so it must have got everything up to this frame.
            stream.flush();
            peer.readyForQuery(status, outstanding.isEmpty());
        }
    }

    private void parameterStatus() {
        ByteBuf body = stream.body();
        String name = CStrings.read(body, stream.bodyLength());
        String value = CStrings.read(body, stream.bodyLength());
        String kept = session.parameterReported(name, value);
        if (!outstanding.isOwn()) {
            freshParses.parameterReported();
        }
        if (outstanding.isOwn() || backend.peer() == null || !backend.peer().parameterReported(name, kept)) {
            stream.leaveOut();
        }
    }
}
