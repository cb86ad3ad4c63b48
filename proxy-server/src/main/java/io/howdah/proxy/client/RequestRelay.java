package io.howdah.proxy.client;

import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.backend.CloseComplete;
import io.howdah.protocol.backend.ParseComplete;
import io.howdah.protocol.backend.ReadyForQuery;
import io.howdah.protocol.TransactionStatus;
import io.howdah.proxy.loop.ByteBufs;
import io.howdah.proxy.loop.RunWriter;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.prepared.UnnamedStatement;
import io.howdah.proxy.server.DuplicateName;
import io.howdah.proxy.server.ResponseAction;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.sql.SessionState;
import io.howdah.proxy.stats.Counter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * The way of requests: walks what a client sends, frame by frame without gathering them, notes with the server what will be answered,
 * and sends it on. It looks inside Parse, Bind, Describe and Close of statements, for a client's name of a statement is not the
 * server's; at the text of Query, for what it may leave behind in the session; and at nothing else.
 *
 * <p>Without a server ({@link #withoutServer}) it answers itself what needs none, and stops at the first frame that does.
 */
final class RequestRelay implements RunWriter.Sink {

    private static final byte STATEMENT = 'S';
    private static final byte[] PREFIX = PreparedStatement.NAME_PREFIX.getBytes(StandardCharsets.US_ASCII);

    /** A batch up to this long is kept until its first answer, so that an outdated plan can be healed. */
    private static final int HELD_LIMIT = 4096;

    private final ClientSession session;
    private final ByteBufAllocator allocator;
    private final StatementRegistry registry;
    private final SessionEffects effects;
    private final FrameScanner scanner;
    private final RunWriter runs;
    private final ClientStatements statements = new ClientStatements();
    private final UnnamedStatement unnamed = new UnnamedStatement();

    private ServerConnection server;
    private ByteBuf carry;
    private boolean leaveOutRest;
    private boolean skipToSync;

    // The one statement of a batch that could be healed, and whether the batch still is one that can.
    private PreparedStatement healable;
    private boolean mayHeal;
    private boolean holdNext;

    RequestRelay(ClientSession session, ByteBufAllocator allocator, StatementRegistry registry, SessionEffects effects, int maxPacketSize) {
        this.session = session;
        this.allocator = allocator;
        this.registry = registry;
        this.effects = effects;
        this.scanner = new FrameScanner(Math.min(maxPacketSize, FrameScanner.LARGE_MESSAGE_LIMIT));
        this.runs = new RunWriter(allocator, this);
    }

    ClientStatements statements() {
        return statements;
    }

    UnnamedStatement unnamed() {
        return unnamed;
    }

    @Override
    public void accept(ByteBuf bytes) {
        if (holdNext) {
            holdNext = false;
            server.holdBatch(bytes, healable);
        }
        server.send(bytes);
    }

    /** Whether a message has been sent on in part. */
    boolean midFrame() {
        return scanner.remaining() > 0 && !leaveOutRest;
    }

    /** Gives back what it holds. */
    void release() {
        if (carry != null) {
            carry.release();
            carry = null;
        }
    }

    // ---- without a server

    /**
     * Deals with what needs no server. Owns the buffer.
     *
     * @return from the first frame that needs a server; null where there is none
     */
    ByteBuf withoutServer(ByteBuf arrived) {
        ByteBuf in = ByteBufs.joined(allocator, carry, arrived);
        carry = null;
        boolean kept = false;
        try {
            scanner.start(in); // the rest of a frame that was dropped
            while (scanner.next(in)) {
                if (!dealtWith(in)) {
                    scanner.unread();
                    kept = true;
                    return in.readerIndex(scanner.position());
                }
                if (session.isEnding()) {
                    return null;
                }
            }
            keepCut(in);
            return null;
        } finally {
            if (!kept) {
                in.release();
            }
        }
    }

    private boolean dealtWith(ByteBuf in) {
        switch (scanner.type()) {
            case FrontendType.COPY_DATA:
            case FrontendType.COPY_DONE:
            case FrontendType.COPY_FAIL:
            case FrontendType.FLUSH:
                // Late, after a COPY that failed: PostgreSQL passes over them too.
                leaveOutRest = true;
                return true;
            case FrontendType.SYNC:
                skipToSync = false;
                session.reply(new ReadyForQuery(TransactionStatus.IDLE));
                return true;
            case FrontendType.TERMINATE:
                session.terminated();
                return true;
            default:
                if (skipToSync) {
                    leaveOutRest = true;
                    return true;
                }
                return closedHere(in);
        }
    }

    /** Close of a statement is a matter of this pooler alone: servers keep theirs for others. */
    private boolean closedHere(ByteBuf in) {
        int name = scanner.bodyIndex() + 1;
        boolean ofStatement = scanner.type() == FrontendType.CLOSE && scanner.complete() && session.maxPreparedStatements() > 0
                && scanner.bodyLength() > 2 && in.getByte(scanner.bodyIndex()) == STATEMENT;
        if (!ofStatement) {
            return false;
        }
        ClientStatements.Registration registration = statements.find(in, name, scanner.bodyLength() - 2);
        if (registration != null) {
            statements.remove(registration);
        }
        session.reply(CloseComplete.INSTANCE);
        return true;
    }

    /**
     * Drops the request at the buffer's beginning, which has been answered with an error: a simple one gets its ReadyForQuery, one of
     * the extended protocol is skipped up to its Sync. Owns the buffer.
     *
     * @return what is left to be dealt with, or null
     */
    ByteBuf dropRequest(ByteBuf in) {
        scanner.start(in);
        if (!scanner.next(in)) {
            return in;
        }
        if (scanner.type() != FrontendType.QUERY && scanner.type() != FrontendType.FUNCTION_CALL) {
            scanner.unread();
            skipToSync = true;
            return in.readerIndex(scanner.position());
        }
        leaveOutRest = true;
        session.reply(new ReadyForQuery(TransactionStatus.IDLE));
        if (scanner.position() < in.writerIndex()) {
            return in.readerIndex(scanner.position());
        }
        in.release();
        return null;
    }

    // ---- with a server

    /** Sends on what arrives; owns the buffer. */
    void forward(ByteBuf arrived, ServerConnection to) {
        server = to;
        ByteBuf in = ByteBufs.joined(allocator, carry, arrived);
        carry = null;
        runs.begin(in);
        int start = in.readerIndex();
        int dealtWith = start;
        boolean done = false;
        try {
            int carried = scanner.start(in);
            if (carried > 0) {
                if (leaveOutRest) {
                    runs.cut(start, start + carried);
                } else {
                    effects.moreText(server, in, start, start + carried);
                }
            }
            mayHeal = carried == 0 && server.isFree() && in.writerIndex() - start <= HELD_LIMIT;
            healable = null;
            dealtWith = scanner.position();
            while (scanner.next(in) && frame(in)) {
                dealtWith = scanner.position();
            }
            int end = scanner.position();
            keepCut(in);
            holdNext = mayHeal && healable != null && end == in.writerIndex() && scanner.type() == FrontendType.SYNC;
            done = true;
            runs.end(end);
        } finally {
            holdNext = false;
            if (!done) {
                // What came before the frame that is none has been noted with the server, and goes to it.
                runs.end(dealtWith);
            }
        }
    }

    private void keepCut(ByteBuf in) {
        int end = scanner.position();
        if (end < in.writerIndex()) {
            carry = allocator.directBuffer(Math.max(256, (in.writerIndex() - end) * 2));
            carry.writeBytes(in, end, in.writerIndex() - end);
        }
    }

    /** @return false where more of the frame is needed, or the session is at its end */
    private boolean frame(ByteBuf in) {
        byte type = scanner.type();
        leaveOutRest = false;
        switch (type) {
            case FrontendType.QUERY:
                query(in);
                return true;
            case FrontendType.SYNC:
                server.expect(type, ResponseAction.FORWARD, null);
                return true;
            case FrontendType.EXECUTE:
                expectOrDrop(type, null);
                return true;
            case FrontendType.BIND:
                return bind(in);
            case FrontendType.PARSE:
                return parse(in);
            case FrontendType.DESCRIBE:
                return describe(in);
            case FrontendType.CLOSE:
                return close(in);
            case FrontendType.COPY_DATA:
            case FrontendType.FLUSH:
                return true;
            case FrontendType.COPY_DONE:
            case FrontendType.COPY_FAIL:
                server.expect((byte) 'c', ResponseAction.FORWARD, null);
                return true;
            case FrontendType.FUNCTION_CALL:
                mayHeal = false;
                if (expectOrDrop(type, null)) {
                    effects.functionCall(server);
                }
                return true;
            case FrontendType.TERMINATE:
                runs.cut(scanner.frameIndex(), scanner.position());
                session.terminated();
                return false;
            default:
                throw new ProtocolViolationException("invalid frontend message type " + (type & 0xff));
        }
    }

    /** @return whether the server will answer it; what it would pass over after an error is not sent at all */
    private boolean expectOrDrop(byte type, Object detail) {
        if (server.expect(type, ResponseAction.FORWARD, detail)) {
            return true;
        }
        leaveOut();
        return false;
    }

    private void leaveOut() {
        runs.cut(scanner.frameIndex(), scanner.position());
        leaveOutRest = true;
    }

    private void query(ByteBuf in) {
        mayHeal = false;
        if (session.simpleQueryRefused()) {
            throw new ProtocolViolationException("PQexec disallowed");
        }
        if (!expectOrDrop(FrontendType.QUERY, null)) {
            return;
        }
        effects.query(server, in, scanner.bodyIndex(), scanner.position(), scanner.complete());
        unnamed.clear();
        server.statements().unnamedIs(null);
    }

    private boolean parse(ByteBuf in) {
        int body = scanner.bodyIndex();
        int there = scanner.position() - body;
        int nameEnd = CStrings.indexOfNul(in, body, body + there);
        if (nameEnd < 0) {
            return gather();
        }
        boolean named = nameEnd > body;
        boolean kept = named || scanner.bodyLength() <= UnnamedStatement.KEPT_LENGTH;
        if (kept && !scanner.complete()) {
            return gather();
        }
        server.stats().add(Counter.CLIENT_PARSE_COUNT, 1);
        if (named && session.maxPreparedStatements() == 0) {
            passNamed(in, nameEnd);
        } else if (named) {
            mayHeal = false;
            parseNamed(in, body, nameEnd);
        } else if (expectOrDrop(FrontendType.PARSE, null)) {
            server.stats().add(Counter.SERVER_PARSE_COUNT, 1);
            if (kept) {
                int flags = effects.ofStatement(in, nameEnd + 1, scanner.position());
                unnamed.set(in, nameEnd + 1, scanner.position() - nameEnd - 1, flags);
            } else {
                unnamed.setUnkept(effects.ofCutStatement(server, in, nameEnd + 1, scanner.position()));
            }
            server.statements().unnamedIs(unnamed);
        }
        return true;
    }

    /** max_prepared_statements = 0: names go through as they are, and the server is cleaned of them after the transaction. */
    private void passNamed(ByteBuf in, int nameEnd) {
        mayHeal = false;
        if (expectOrDrop(FrontendType.PARSE, null)) {
            server.leaves(SessionState.PREPARED | effects.ofStatement(in, nameEnd + 1, scanner.position()));
        }
    }

    private void parseNamed(ByteBuf in, int name, int nameEnd) {
        if (server.isSkipping()) {
            leaveOut();
            return;
        }
        int end = scanner.position();
        ClientStatements.Registration known = statements.find(in, name, nameEnd - name);
        if (known != null) {
            // The name is taken. PostgreSQL shall say so itself: that fails the transaction as it should.
            ByteBuf out = runs.insert(scanner.frameIndex(), end);
            bring(known.statement(), out);
            server.expect(FrontendType.PARSE, ResponseAction.FORWARD, new DuplicateName(known));
            known.statement().writeParse(out);
            return;
        }
        byte[] text = bytes(in, nameEnd + 1, end - nameEnd - 1);
        PreparedStatement statement = registry.intern(text, effects::ofStatement);
        ClientStatements.Registration registration = statements.add(bytes(in, name, nameEnd - name), statement);
        if (server.statements().use(statement)) {
            leaveOut();
            if (server.fakesAreNext()) {
                session.reply(ParseComplete.INSTANCE);
            } else {
                server.expect(FrontendType.PARSE, ResponseAction.FAKE, registration);
            }
            return;
        }
        ByteBuf out = runs.insert(scanner.frameIndex(), end);
        if (server.statements().isStale(statement)) {
            server.closeStatement(statement, out);
        }
        server.expect(FrontendType.PARSE, ResponseAction.FORWARD, registration);
        statement.writeParse(out);
        server.statements().add(statement);
        server.stats().add(Counter.SERVER_PARSE_COUNT, 1);
        server.evict(out, session.maxPreparedStatements());
    }

    private boolean bind(ByteBuf in) {
        int body = scanner.bodyIndex();
        int there = scanner.position();
        int portalEnd = CStrings.indexOfNul(in, body, there);
        int nameEnd = portalEnd < 0 ? -1 : CStrings.indexOfNul(in, portalEnd + 1, there);
        if (nameEnd < 0) {
            return gather();
        }
        server.stats().add(Counter.BIND_COUNT, 1);
        useStatement(in, FrontendType.BIND, portalEnd + 1, nameEnd);
        return true;
    }

    private boolean describe(ByteBuf in) {
        if (!scanner.complete()) {
            return gather();
        }
        if (in.getByte(requireBody()) != STATEMENT) {
            expectOrDrop(FrontendType.DESCRIBE, null);
            return true;
        }
        int name = scanner.bodyIndex() + 1;
        int nameEnd = CStrings.indexOfNul(in, name, scanner.position());
        if (nameEnd < 0) {
            throw new ProtocolViolationException("invalid string in message");
        }
        useStatement(in, FrontendType.DESCRIBE, name, nameEnd);
        return true;
    }

    /** Bind or Describe of a statement: brought to this server where it is not there, and called by the name it has there. */
    private void useStatement(ByteBuf in, byte type, int name, int nameEnd) {
        if (server.isSkipping()) {
            leaveOut();
            return;
        }
        if (nameEnd == name) {
            mayHeal = false;
            if (!server.statements().holdsUnnamed(unnamed)) {
                // The server's unnamed statement may be another client's: it is replaced, or taken away.
                ByteBuf out = runs.insert(scanner.frameIndex(), scanner.frameIndex());
                if (unnamed.present()) {
                    server.prepareUnnamed(unnamed, out);
                } else {
                    server.closeUnnamed(out);
                }
            }
            effects.running(server, unnamed.sessionState());
            server.expect(type, ResponseAction.FORWARD, null);
            return;
        }
        ClientStatements.Registration registration = statements.find(in, name, nameEnd - name);
        if (registration == null) {
            // The server will say 26000 of this name, unless SQL PREPARE made it. A name like the pooler's own must not hit one of those.
            mayHeal = false;
            if (startsWithPrefix(in, name, nameEnd - name)) {
                rename(in, name, nameEnd, "\u0001".getBytes(StandardCharsets.US_ASCII));
            }
            server.expect(type, ResponseAction.FORWARD, null);
            return;
        }
        PreparedStatement statement = registration.statement();
        if (!server.statements().use(statement)) {
            mayHeal = false;
            bring(statement, runs.insert(scanner.frameIndex(), scanner.frameIndex()));
        } else if (healable != null && healable != statement) {
            mayHeal = false;
        } else {
            healable = statement;
        }
        effects.running(server, statement.sessionState());
        rename(in, name, nameEnd, statement.serverName());
        server.expect(type, ResponseAction.FORWARD, statement);
    }

    private void bring(PreparedStatement statement, ByteBuf out) {
        if (!server.statements().use(statement)) {
            server.prepare(statement, out, session.maxPreparedStatements());
        }
    }

    /** Sends the current frame's head anew with another statement name; what lies behind the name goes on as it is. */
    private void rename(ByteBuf in, int name, int nameEnd, byte[] newName) {
        int frame = scanner.frameIndex();
        ByteBuf out = runs.insert(frame, nameEnd);
        out.writeByte(scanner.type());
        out.writeInt(4 + scanner.bodyLength() - (nameEnd - name) + newName.length);
        out.writeBytes(in, scanner.bodyIndex(), name - scanner.bodyIndex());
        out.writeBytes(newName);
    }

    private boolean close(ByteBuf in) {
        if (!scanner.complete()) {
            return gather();
        }
        mayHeal = false;
        boolean ofStatement = in.getByte(requireBody()) == STATEMENT;
        int name = scanner.bodyIndex() + 1;
        int length = scanner.bodyLength() - 2;
        if (!ofStatement || length <= 0) {
            if (expectOrDrop(FrontendType.CLOSE, null) && ofStatement) {
                unnamed.clear();
                server.statements().unnamedIs(null);
            }
            return true;
        }
        if (session.maxPreparedStatements() == 0) {
            expectOrDrop(FrontendType.CLOSE, null);
            return true;
        }
        leaveOut();
        if (server.isSkipping()) {
            return true;
        }
        ClientStatements.Registration registration = statements.find(in, name, length);
        if (registration != null) {
            statements.remove(registration);
        }
        if (server.fakesAreNext()) {
            session.reply(CloseComplete.INSTANCE);
        } else {
            server.expect(FrontendType.CLOSE, ResponseAction.FAKE, registration);
        }
        return true;
    }

    private int requireBody() {
        if (scanner.bodyLength() < 2) {
            throw new ProtocolViolationException("invalid message length " + (scanner.bodyLength() + 4) + " in message of type "
                    + FrontendType.name(scanner.type()) + " (expected: at least 6)");
        }
        return scanner.bodyIndex();
    }

    /** Waits for more of the frame, which is kept from its first byte on. */
    private boolean gather() {
        if (scanner.complete()) {
            throw new ProtocolViolationException("invalid string in message");
        }
        scanner.unread();
        return false;
    }

    private static boolean startsWithPrefix(ByteBuf in, int index, int length) {
        if (length < PREFIX.length) {
            return false;
        }
        for (int i = 0; i < PREFIX.length; i++) {
            if (in.getByte(index + i) != PREFIX[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] bytes(ByteBuf in, int index, int length) {
        byte[] bytes = new byte[length];
        in.getBytes(index, bytes);
        return bytes;
    }
}
