package io.howdah.proxy.client;

import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.TransactionStatus;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.ReadyForQuery;
import io.howdah.proxy.stream.FrameStream;
import io.howdah.proxy.stream.RunWriter;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.server.ServerConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The way of requests: walks what a client sends, frame by frame without gathering them, notes with the server what will be answered,
 * and sends it on. Statements are {@link StatementRequests}' matter, the text of a Query {@link SessionEffects}'; everything else goes
 * by its header.
 *
 * <p>Without a server ({@link #withoutServer}) it answers itself what needs none, and stops at the first frame that does.
 */
final class RequestRelay implements RunWriter.Sink {

    /** PQ_SMALL_MESSAGE_LIMIT of PostgreSQL. */
    private static final int SMALL_MESSAGE_LIMIT = 10_000;

    private final ClientSession session;
    private final SessionEffects effects;
    private final FrameStream stream;
    private final StatementRequests statements;

    private ServerConnection server;
    private boolean skipToSync;
    private boolean holdNext;
    private boolean terminated;

    RequestRelay(ClientSession session, ByteBufAllocator allocator, StatementRegistry registry, SessionEffects effects,
            ParameterSync parameters, int maxPacketSize) {
        this.session = session;
        this.effects = effects;
        this.stream = new FrameStream(allocator, Math.min(maxPacketSize, FrameScanner.LARGE_MESSAGE_LIMIT), session.gathered(), this);
        this.statements = new StatementRequests(session, registry, effects, parameters, stream);
    }

    ClientStatements statements() {
        return statements.named();
    }

    /** What is remembered for the log, while statements that take long are logged. */
    SlowStatements slow() {
        return statements.slow();
    }

    @Override
    public void accept(ByteBuf bytes) {
        if (holdNext) {
            holdNext = false;
            server.retry().keep(bytes, statements.healable());
        }
        server.send(bytes);
    }

    /** Whether a statement waits for the server's word on an earlier one of the same name or text. */
    boolean isStalled() {
        return statements.isStalled();
    }

    /** Type of the message that waits. */
    byte stalledType() {
        return statements.stalledType();
    }

    /** Whether the client has sent Terminate: nothing behind it is looked at. */
    boolean isTerminated() {
        return terminated;
    }

    /**
     * Whether the bytes, which come next, hold a Terminate: their sender has asked for something and said farewell behind it, and PostgreSQL
     * would carry out what was asked.
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

    /** Bytes still to come of the message under way. */
    int frameBytes() {
        return stream.remaining();
    }

    /** Whether a message has been sent on in part. */
    boolean midFrame() {
        return stream.midFrame();
    }

    /** Gives back what it holds. */
    void release() {
        stream.release();
        statements.release();
    }

    // ---- without a server

    /**
     * Deals with what needs no server. Owns the buffer.
     *
     * @return from the first frame that needs a server; null where there is none
     */
    ByteBuf withoutServer(ByteBuf arrived) {
        if (!skipToSync && alwaysNeedsServer(stream.peekType(arrived))) {
            return arrived; // the usual case, without a walk
        }
        boolean done = false;
        try {
            stream.begin(arrived); // its beginning may be the rest of a frame that was dropped
            while (!terminated && stream.next()) {
                if (!dealtWith()) {
                    done = true;
                    return stream.takeBack(true);
                }
            }
            done = true;
            stream.endQuietly();
            return null;
        } finally {
            if (!done) {
                stream.abandon();
            }
        }
    }

    private static boolean alwaysNeedsServer(byte type) {
        return type == FrontendType.QUERY || type == FrontendType.PARSE || type == FrontendType.BIND || type == FrontendType.EXECUTE;
    }

    private boolean dealtWith() {
        checkLength(stream.type());
        switch (stream.type()) {
            case FrontendType.COPY_DATA:
            case FrontendType.COPY_DONE:
            case FrontendType.COPY_FAIL:
                // Late, after a COPY that failed: PostgreSQL passes over them too.
                stream.dropRest();
                return true;
            case FrontendType.FLUSH:
                if (stream.bodyLength() > 0 && !skipToSync) {
                    skipToSync = true;
                    session.reply(invalidFormat());
                }
                stream.dropRest();
                return true;
            case FrontendType.SYNC:
                skipToSync = false;
                if (stream.bodyLength() > 0) {
                    session.reply(invalidFormat());
                }
                session.reply(new ReadyForQuery(TransactionStatus.IDLE));
                stream.dropRest();
                return true;
            case FrontendType.TERMINATE:
                terminated = true;
                return true;
            default:
                requireKnown(stream.type());
                if (skipToSync) {
                    stream.dropRest();
                    return true;
                }
                return stream.type() == FrontendType.CLOSE && statements.closedHere();
        }
    }

    /** What PostgreSQL says of a message with more in it than belongs there (pq_getmsgend). */
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
     * Drops the request at the buffer's beginning, which has been answered with an error: a simple one gets its ReadyForQuery, one of
     * the extended protocol is skipped up to its Sync. Owns the buffer.
     *
     * @return what is left to be dealt with, or null
     */
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
        session.reply(new ReadyForQuery(TransactionStatus.IDLE));
        return stream.takeBack(false);
    }

    // ---- with a server

    /** Sends on what arrives; owns the buffer. */
    void forward(ByteBuf arrived, ServerConnection to) {
        server = to;
        int carried = stream.begin(arrived);
        ByteBuf in = stream.buffer();
        int start = in.readerIndex();
        int dealtWith = start + carried;
        boolean done = false;
        try {
            if (carried > 0) {
                effects.moreText(server, in, start, start + carried);
            }
            statements.begin(server, carried == 0 ? in.readableBytes() : Integer.MAX_VALUE);
            while (stream.next() && frame()) {
                dealtWith = stream.position();
            }
            holdNext = statements.healable() != null && stream.atEnd() && stream.type() == FrontendType.SYNC;
            done = true;
            stream.end();
        } finally {
            holdNext = false;
            if (!done) {
                // What came before the frame that is none has been noted with the server, and goes to it.
                stream.breakOffAt(dealtWith);
            }
        }
    }

    /** @return false where more of the frame is needed, or the session is at its end */
    private boolean frame() {
        byte type = stream.type();
        checkLength(type);
        if (server.outstanding().isInDoubt() && waitsForCertainty(type)) {
            return statements.stall();
        }
        switch (type) {
            case FrontendType.QUERY:
                return query();
            case FrontendType.SYNC:
                statements.sync();
                return true;
            case FrontendType.EXECUTE:
                return statements.execute();
            case FrontendType.BIND:
                return statements.bind();
            case FrontendType.PARSE:
                return statements.parse();
            case FrontendType.DESCRIBE:
                return statements.describe();
            case FrontendType.CLOSE:
                return statements.close();
            case FrontendType.COPY_DATA:
                if (!server.outstanding().addCopyData()) {
                    stream.leaveOut();
                }
                return true;
            case FrontendType.FLUSH:
                if (stream.bodyLength() > 0) {
                    statements.notHealable();
                    expectOrDrop(type);
                }
                return true;
            case FrontendType.COPY_DONE:
            case FrontendType.COPY_FAIL:
                if (!server.outstanding().add((byte) 'c')) {
                    stream.leaveOut();
                }
                return true;
            case FrontendType.FUNCTION_CALL:
                statements.notHealable();
                if (expectOrDrop(type)) {
                    effects.functionCall(server);
                    statements.remember();
                }
                return true;
            case FrontendType.TERMINATE:
                stream.leaveOut();
                terminated = true;
                return false;
            default:
                throw new ProtocolViolationException("invalid frontend message type " + (type & 0xff));
        }
    }

    /** PostgreSQL's limit on messages that carry no data: without it they would have to be gathered at any length. */
    private void checkLength(byte type) {
        if (stream.bodyLength() > SMALL_MESSAGE_LIMIT - 4 && !mayBeLarge(type)) {
            throw new ProtocolViolationException("invalid message length " + (stream.bodyLength() + 4) + " in message of type "
                    + FrontendType.name(type) + " (expected: 4 to " + SMALL_MESSAGE_LIMIT + ")");
        }
    }

    private static boolean mayBeLarge(byte type) {
        return type == FrontendType.QUERY || type == FrontendType.PARSE || type == FrontendType.BIND || type == FrontendType.COPY_DATA
                || type == FrontendType.FUNCTION_CALL;
    }

    private static boolean waitsForCertainty(byte type) {
        return type != FrontendType.SYNC && type != FrontendType.COPY_DATA && type != FrontendType.COPY_DONE
                && type != FrontendType.COPY_FAIL && type != FrontendType.FLUSH && type != FrontendType.TERMINATE;
    }

    /** @return whether the server will answer it; what it would pass over after an error is not sent at all */
    private boolean expectOrDrop(byte type) {
        if (server.outstanding().add(type)) {
            return true;
        }
        stream.leaveOut();
        return false;
    }

    private boolean query() {
        if (session.simpleQueryRefused()) {
            throw new ProtocolViolationException("PQexec disallowed");
        }
        return statements.query();
    }
}
