package io.howdah.proxy.client;

import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.LimitExceededException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.CloseComplete;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.prepared.UnnamedStatement;
import io.howdah.proxy.server.DuplicateName;
import io.howdah.proxy.server.OutdatedPlan;
import io.howdah.proxy.server.ResponseAction;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.sql.ClockLiterals;
import io.howdah.proxy.sql.StateKind;
import io.howdah.proxy.sql.StatementVerdict;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stream.FrameStream;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One client's statements on their way: Parse, Bind, Describe and Close are the only messages whose names have to be looked at, for a
 * client's name of a statement is not the server's. A statement is brought to whichever server serves, and called by the name it has
 * there.
 *
 * <p>Each method deals with the stream's current frame and says whether the walk may go on: false where more of the frame is needed.
 */
final class StatementRequests {

    static final String DISCARD_SEQUENCES = "DISCARD SEQUENCES";

    private static final byte STATEMENT = 'S';
    private static final byte[] PREFIX = PreparedStatement.NAME_PREFIX.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOBODYS_NAME = {1};

    /** As many bytes of a Bind or a Parse are gathered to find its names; PostgreSQL tells names apart by 63 bytes. */
    private static final int LONGEST_NAMES = 1 << 20;

    /** A client whose prepared statements take no more may have them also where all clients together have more than they may. */
    private static final int LITTLE = 64 << 10;

    /** Names of portals that are remembered until the Sync, and of statements of a session that keeps its server. */
    private static final int MOST_NAMES = 10_000;

    /** A batch up to this long is kept until its first answer, so that an outdated plan can be healed. */
    private static final int HELD_LIMIT = 4096;

    private final ClientSession session;
    private final StatementRegistry registry;
    private final SessionEffects effects;
    private final FrameStream stream;
    private final ClientStatements named = new ClientStatements();
    private final UnnamedStatement unnamed;

    private final ParameterSync parameters;
    private final RequestAdditions additions;

    // Of names that go through as they are, the statements that do something to their session; null where there are none.
    private Map<String, StatementVerdict> passed;
    // What the portals do that have been bound, the unnamed one and others; null where no other does anything.
    private StatementVerdict portal = StatementVerdict.NOTHING;
    private Map<String, StatementVerdict> portals;
    private StatementVerdict bound = StatementVerdict.NOTHING;

    private ServerConnection server;
    // The one statement of a batch that could be healed, and whether the batch still is one that can.
    private ClientStatements.Registration healable;
    // Of the portal bound last; null for one of the unnamed statement.
    private ClientStatements.Registration lastBound;
    private boolean mayHeal;
    private SlowStatements slow;
    private boolean stalled;
    private byte stalledType;

    StatementRequests(ClientSession session, StatementRegistry registry, SessionEffects effects, ParameterSync parameters,
            FrameStream stream) {
        this.session = session;
        this.registry = registry;
        this.effects = effects;
        this.stream = stream;
        this.unnamed = new UnnamedStatement(session.statementBytes());
        this.parameters = parameters;
        this.additions = new RequestAdditions(parameters, named);
    }

    ClientStatements named() {
        return named;
    }

    /** What is remembered for the log; only while statements that take long are logged. */
    SlowStatements slow() {
        slow = slow == null ? new SlowStatements() : slow;
        return slow;
    }

    /** A Sync or FunctionCall is sent: remembered for the log, if anything is. */
    void remember() {
        if (session.logsSlowStatements()) {
            slow().sync();
        }
    }

    /** Forgets all of them: the client has gone. */
    void release() {
        named.release();
        unnamed.clear();
    }

    /** A buffer of this many bytes goes to this server. */
    void begin(ServerConnection to, int length) {
        server = to;
        stalled = false;
        healable = null;
        mayHeal = length <= HELD_LIMIT && to.isFree();
    }

    /** The statement of a buffer that may be sent again if that statement's plan is out of date; null where it may not. */
    ClientStatements.Registration healable() {
        return mayHeal ? healable : null;
    }

    /** Something in this buffer must not be sent twice. */
    void notHealable() {
        mayHeal = false;
    }

    // ---- Parse

    boolean parse() {
        ByteBuf in = stream.buffer();
        int body = stream.bodyIndex();
        int nameEnd = CStrings.indexOfNul(in, body, stream.position());
        if (nameEnd < 0) {
            return awaitName();
        }
        boolean isNamed = nameEnd > body;
        if (isNamed && !isPassedThrough()) {
            checkMemory(nameEnd - body, stream.bodyLength() - (nameEnd - body));
        }
        boolean kept = isNamed || stream.bodyLength() <= UnnamedStatement.KEPT_LENGTH;
        if (kept && !stream.complete()) {
            return stream.awaitWhole();
        }
        if (!isNamed) {
            parseUnnamed(in, nameEnd, kept);
        } else if (isPassedThrough()) {
            passNamed(in, nameEnd);
        } else {
            // As PgBouncer counts: named statements, where it keeps account of them.
            server.stats().add(Counter.CLIENT_PARSE_COUNT, 1);
            return parseNamed(in, body, nameEnd);
        }
        return true;
    }

    /** Before anything is gathered of it: a client is held to its own limit, and to that of all as far as it has more than a little. */
    private void checkMemory(int nameLength, int textLength) {
        long bytes = named.bytesWith(nameLength, textLength);
        if (bytes > session.maxClientPreparedMemory()) {
            throw new LimitExceededException(SqlState.PROGRAM_LIMIT_EXCEEDED, "prepared statements of this client would take " + bytes + " bytes",
                    "max_client_prepared_memory is " + session.maxClientPreparedMemory() + " bytes.");
        }
        Account all = session.statementBytes();
        long withIt = all.held() + textLength;
        if (withIt > all.limit() && (bytes > LITTLE || withIt > all.limit() + all.limit() / 2)) {
            throw new LimitExceededException(SqlState.PROGRAM_LIMIT_EXCEEDED, "prepared statements of all clients would take " + withIt + " bytes",
                    "max_prepared_memory is " + all.limit() + " bytes. Clients that have no more than " + LITTLE + " bytes may go beyond it.");
        }
    }

    byte stalledType() {
        return stalledType;
    }

    /** Whether the walk ended at a Parse that has to wait for the server's next ReadyForQuery. */
    boolean isStalled() {
        return stalled;
    }

    /**
     * Whether it cannot be told yet if this statement stands: it has been asked for in an earlier batch, whose answer is on its way.
     * (In the same batch its failure would have this Parse skipped as well.)
     */
    private boolean isUncertain(PreparedStatement statement) {
        return server.statements().isPreparing(statement) && server.outstanding().owesReadyForQuery();
    }

    /** The same of a statement that is to be used: its Parse may be the client's, by this or another name, or the pooler's own. */
    private boolean isUncertain(ClientStatements.Registration registration) {
        return (!registration.isConfirmed() || server.statements().isPreparing(registration.statement()))
                && server.outstanding().hasParseOfEarlierBatch(registration.statement());
    }

    /** Keeps the current frame until the server's next ReadyForQuery. @return false, to end the walk with */
    boolean stall() {
        stalled = true;
        stalledType = stream.type();
        return stream.await();
    }

    private void parseUnnamed(ByteBuf in, int nameEnd, boolean kept) {
        if (!server.outstanding().add(FrontendType.PARSE, ResponseAction.FORWARD, unnamed)) {
            stream.leaveOut();
            return;
        }
        if (kept && !unnamed.hasRoomFor(stream.position() - nameEnd - 1)) {
            unnamed.setUnkept(SessionEffects.verdict(in, nameEnd + 1, stream.position()));
        } else if (kept) {
            unnamed.set(in, nameEnd + 1, stream.position() - nameEnd - 1, SessionEffects.verdict(in, nameEnd + 1, stream.position()));
        } else {
            unnamed.setUnkept(effects.ofCutStatement(server, in, nameEnd + 1, stream.position()));
        }
        server.statements().unnamedIs(unnamed);
    }

    /** The name goes through as it is, and the server is cleaned of it when the client lets go. */
    private void passNamed(ByteBuf in, int nameEnd) {
        mayHeal = false;
        if (expectOrDrop(FrontendType.PARSE)) {
            server.session().leaves(StateKind.PREPARED);
            StatementVerdict verdict = SessionEffects.verdict(in, nameEnd + 1, stream.position());
            String name = key(in, stream.bodyIndex(), nameEnd);
            if (!verdict.isNothing()) {
                passed = passed == null ? new HashMap<>() : passed;
                checkCount(passed);
                passed.put(name, verdict);
            } else if (passed != null) {
                passed.remove(name);
            }
        }
    }

    private boolean parseNamed(ByteBuf in, int name, int nameEnd) {
        mayHeal = false;
        if (server.outstanding().isSkipping()) {
            stream.leaveOut();
            return true;
        }
        ClientStatements.Registration known = named.find(in, name, nameEnd - name);
        if (known != null ? isUncertain(known.statement()) : isGoing(in, name, nameEnd)) {
            return stall();
        }
        if (known != null) {
            // The name is taken. PostgreSQL shall say so itself, or what else is wrong with the text: that fails the transaction as it should.
            bring(known, stream.insertBefore());
            server.outstanding().add(FrontendType.PARSE, ResponseAction.FORWARD, new DuplicateName(known));
            rename(in, name, nameEnd, known.statement().serverName());
            return true;
        }
        byte[] clientsName = bytes(in, name, nameEnd - name);
        if (server.outstanding().hasCloseOfEarlierBatch(clientsName)) {
            return stall(); // Should the Close be passed over, the name is taken.
        }
        byte[] text = bytes(in, nameEnd + 1, stream.position() - nameEnd - 1);
        PreparedStatement statement = registry.intern(text, ClockLiterals.areIn(text) ? null : parameters.environment(), SessionEffects::verdict);
        if (isUncertain(statement)) {
            return stall();
        }
        ClientStatements.Registration registration = named.add(clientsName, statement);
        if (server.outstanding().hasCloseOf(clientsName)) {
            registration.replacesAnother();
        }
        // Really made, though the server may have it: what the text means is what it means now.
        if (server.statements().knows(statement)) {
            server.requests().closeStatement(statement, stream.insertBefore());
        }
        server.outstanding().add(FrontendType.PARSE, ResponseAction.FORWARD, registration);
        rename(in, name, nameEnd, statement.serverName());
        server.statements().add(statement);
        ByteBuf behind = stream.insertAfter();
        server.requests().describe(registration, behind);
        server.stats().add(Counter.SERVER_PARSE_COUNT, 1);
        server.requests().evict(behind, session.maxPreparedStatements());
        return true;
    }

    // ---- Bind and Describe

    boolean bind() {
        ByteBuf in = stream.buffer();
        int there = stream.position();
        int portalEnd = CStrings.indexOfNul(in, stream.bodyIndex(), there);
        int nameEnd = portalEnd < 0 ? -1 : CStrings.indexOfNul(in, portalEnd + 1, there);
        if (nameEnd < 0) {
            return awaitName();
        }
        if (isGoing(in, portalEnd + 1, nameEnd)) {
            return stall();
        }
        if (nameEnd > portalEnd + 1 && !isPassedThrough()) {
            server.stats().add(Counter.BIND_COUNT, 1);
        }
        bound = StatementVerdict.NOTHING;
        if (!use(in, portalEnd + 1, nameEnd)) {
            return false;
        }
        if (lastBound != null && portalEnd > stream.bodyIndex()) {
            lastBound.hasPortal();
        }
        if (portalEnd == stream.bodyIndex()) {
            portal = bound;
        } else if (bound.acts() || portals != null) {
            portals = portals == null ? new HashMap<>() : portals;
            checkCount(portals);
            portals.put(key(in, stream.bodyIndex(), portalEnd), bound);
        }
        return true;
    }

    /** Whether a DEALLOCATE of this name, in an earlier batch, is on its way: its answer tells if the name stands. */
    private boolean isGoing(ByteBuf in, int name, int nameEnd) {
        return additions.isUncertain(in, name, nameEnd - name) && server.outstanding().owesReadyForQuery();
    }

    /** A statement is bound that does this to its session. */
    private void binding(StatementVerdict verdict) {
        if (stream.type() == FrontendType.BIND) {
            if ((verdict.flags() & StateKind.SEQUENCE_READ) != 0 && effects.readsSequence(server)) {
                mayHeal = false;
                server.requests().insertStatement(DISCARD_SEQUENCES, stream.insertBefore());
            }
            effects.running(server, verdict);
            bound = verdict;
        }
    }

    private static void checkCount(Map<String, StatementVerdict> remembered) {
        if (remembered.size() >= MOST_NAMES) {
            throw new LimitExceededException(SqlState.PROGRAM_LIMIT_EXCEEDED, "more than " + MOST_NAMES + " named portals or statements that change the session",
                    null);
        }
    }

    private static String key(ByteBuf in, int from, int to) {
        return in.toString(from, to - from, StandardCharsets.ISO_8859_1);
    }

    // ---- Execute, Query and Sync

    boolean execute() {
        effects.executing(portal);
        if (portals == null && !portal.acts()) {
            expectOrDrop(FrontendType.EXECUTE);
            return true;
        }
        if (!stream.complete()) {
            return stream.awaitWhole();
        }
        ByteBuf in = stream.buffer();
        int end = CStrings.indexOfNul(in, stream.bodyIndex(), stream.position());
        StatementVerdict verdict = end == stream.bodyIndex() ? portal
                : end < 0 || portals == null ? StatementVerdict.NOTHING
                : portals.getOrDefault(key(in, stream.bodyIndex(), end), StatementVerdict.NOTHING);
        if (!verdict.acts() || server.outstanding().isSkipping()) {
            expectOrDrop(FrontendType.EXECUTE);
        } else if (mustKnowNames(verdict)) {
            return stall();
        } else {
            mayHeal = false;
            additions.execute(stream, server, verdict, !isPassedThrough());
        }
        return true;
    }

    /** Whether the Query that is whole ends with its text: PostgreSQL refuses others, and runs nothing of them. */
    private boolean isOneText() {
        return CStrings.indexOfNul(stream.buffer(), stream.bodyIndex(), stream.position()) == stream.position() - 1;
    }

    /** Whether the Query at hand has the word COPY in it. */
    private boolean mayBeCopy() {
        return stream.buffer().toString(stream.bodyIndex(), stream.bodyLength(), StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT).contains("COPY");
    }

    /** Whether names are deallocated of which it cannot be told yet if they stand: answers to earlier batches will tell. */
    private boolean mustKnowNames(StatementVerdict verdict) {
        return verdict.deallocates() && !isPassedThrough() && server.outstanding().owesReadyForQuery();
    }

    /** @return false where more of it is needed */
    boolean query() {
        if (!stream.complete() && stream.bodyLength() <= UnnamedStatement.KEPT_LENGTH) {
            return stream.awaitWhole();
        }
        mayHeal = false;
        if (server.outstanding().isSkipping()) {
            stream.leaveOut();
            return true;
        }
        if (server.outstanding().isUnsynced() || server.outstanding().hasQueryInPipeline()) {
            server.requests().copyInPipeline(!stream.complete() || mayBeCopy());
        }
        if (!stream.complete()) {
            unnamed.clear();
            server.outstanding().add(FrontendType.QUERY);
            effects.cutQuery(server, stream.buffer(), stream.bodyIndex(), stream.position());
        } else {
            StatementVerdict verdict = SessionEffects.verdict(stream.buffer(), stream.bodyIndex(), stream.position());
            if (mustKnowNames(verdict)) {
                return stall();
            }
            unnamed.clear();
            if ((verdict.flags() & StateKind.SEQUENCE_READ) != 0 && effects.readsSequence(server)) {
                if (server.outstanding().isUnsynced()) {
                    server.requests().insertStatement(DISCARD_SEQUENCES, stream.insertBefore());
                } else {
                    server.requests().insertQuery(DISCARD_SEQUENCES, error -> { }, stream.insertBefore());
                }
            }
            effects.executing(verdict);
            if (verdict.acts() && isOneText()) {
                additions.query(stream, server, verdict, !isPassedThrough());
            } else {
                server.outstanding().add(FrontendType.QUERY);
            }
            effects.running(server, verdict);
        }
        if (session.logsSlowStatements()) {
            slow().query(stream.buffer(), stream.bodyIndex(), stream.position() - stream.bodyIndex());
        }
        server.statements().unnamedIs(null);
        return true;
    }

    void sync() {
        if (server.outstanding().hasQueryInPipeline()) {
            server.requests().endPipeline(stream.insertBefore());
        }
        additions.sync(stream, server);
        remember();
        portals = null;
    }

    boolean describe() {
        if (!stream.complete()) {
            return stream.awaitWhole();
        }
        if (!isOfStatement()) {
            if (!server.outstanding().add(FrontendType.DESCRIBE, ResponseAction.FORWARD, lastBound == null ? Booking.NONE : lastBound)) {
                stream.leaveOut();
            }
            return true;
        }
        ByteBuf in = stream.buffer();
        int name = stream.bodyIndex() + 1;
        int nameEnd = CStrings.indexOfNul(in, name, stream.position());
        if (isGoing(in, name, nameEnd)) {
            return stall();
        }
        return use(in, name, nameEnd);
    }

    private boolean use(ByteBuf in, int name, int nameEnd) {
        if (server.outstanding().isSkipping()) {
            stream.leaveOut();
        } else if (nameEnd == name) {
            if (server.outstanding().hasUnnamedParseOfEarlierBatch()) {
                return stall();
            }
            useUnnamed();
        } else {
            return useNamed(in, name, nameEnd);
        }
        return true;
    }

    private void useUnnamed() {
        mayHeal = false;
        if (!server.statements().holdsUnnamed(unnamed)) {
            // The server's unnamed statement may be another client's: it is replaced, or taken away.
            ByteBuf out = stream.insertBefore();
            if (unnamed.present()) {
                server.requests().prepareUnnamed(unnamed, out);
            } else {
                server.requests().closeUnnamed(out);
            }
        }
        lastBound = null;
        if (session.logsSlowStatements()) {
            slow().bound(unnamed);
        }
        binding(unnamed.verdict());
        server.outstanding().add(stream.type());
    }

    private boolean useNamed(ByteBuf in, int name, int nameEnd) {
        if (passed != null) {
            binding(passed.getOrDefault(key(in, name, nameEnd), StatementVerdict.NOTHING));
        }
        ClientStatements.Registration registration = named.find(in, name, nameEnd - name);
        if (registration == null && server.outstanding().owesReadyForQuery() && server.outstanding().hasCloseOf(bytes(in, name, nameEnd - name))) {
            return stall(); // Should the Close be passed over, the name stands.
        }
        if (registration == null) {
            // The server will say 26000 of this name, unless SQL PREPARE made it. A name like the pooler's own must not hit one of those.
            mayHeal = false;
            if (!isPassedThrough() && startsWithPrefix(in, name, nameEnd - name)) {
                rename(in, name, nameEnd, NOBODYS_NAME);
            }
            server.outstanding().add(stream.type());
            return true;
        }
        if ((registration.mayBeAnother() && server.outstanding().owesReadyForQuery()) || isUncertain(registration)) {
            return stall();
        }
        if (registration.isOutdated()) {
            mayHeal = false;
            rename(in, name, nameEnd, NOBODYS_NAME);
            server.outstanding().add(stream.type(), ResponseAction.FORWARD, OutdatedPlan.INSTANCE);
            return true;
        }
        PreparedStatement statement = registration.statement();
        if (!server.statements().use(statement)) {
            mayHeal = false;
            boolean mayBeOther = registration.isTold() && statement.isDescribed();
            bring(registration, stream.insertBefore());
            if (mayBeOther) {
                return stall();
            }
        } else if (registration.isTold() && server.statements().isPreparing(statement)) {
            return stall();
        } else if (healable != null && healable != registration) {
            mayHeal = false;
        } else {
            healable = registration;
        }
        lastBound = stream.type() == FrontendType.BIND ? registration : lastBound;
        if (session.logsSlowStatements()) {
            slow().bound(statement);
        }
        binding(statement.verdict());
        rename(in, name, nameEnd, statement.serverName());
        server.outstanding().add(stream.type(), ResponseAction.FORWARD, registration);
        return true;
    }

    private void bring(ClientStatements.Registration registration, ByteBuf out) {
        if (!server.statements().use(registration.statement())) {
            server.requests().prepare(registration, out, session.maxPreparedStatements());
        }
    }

    /** Sends the current frame's head anew with another statement name; what lies behind the name goes on as it is. */
    private void rename(ByteBuf in, int name, int nameEnd, byte[] newName) {
        ByteBuf out = stream.replaceUpTo(nameEnd);
        out.writeByte(stream.type());
        out.writeInt(4 + stream.bodyLength() - (nameEnd - name) + newName.length);
        out.writeBytes(in, stream.bodyIndex(), name - stream.bodyIndex());
        out.writeBytes(newName);
    }

    // ---- Close

    boolean close() {
        if (!stream.complete()) {
            return stream.awaitWhole();
        }
        mayHeal = false;
        boolean ofStatement = isOfStatement();
        boolean isNamed = stream.bodyLength() > 2;
        if (!ofStatement || !isNamed || isPassedThrough()) {
            if (expectOrDrop(FrontendType.CLOSE) && ofStatement && !isNamed) {
                unnamed.clear();
                server.statements().unnamedIs(null);
            }
            return true;
        }
        stream.leaveOut();
        if (!server.outstanding().isSkipping()) {
            ClientStatements.Registration registration = forget();
            if (server.outstanding().owesNothing()) {
                session.reply(CloseComplete.INSTANCE);
            } else {
                server.outstanding().add(FrontendType.CLOSE, ResponseAction.FAKE, registration == null ? Booking.NONE : registration);
            }
        }
        return true;
    }

    /**
     * Close of a named statement, while there is no server: a matter of this pooler alone, for servers keep theirs for others.
     *
     * @return whether it was one, and is done
     */
    boolean closedHere() {
        boolean own = stream.complete() && !isPassedThrough() && stream.bodyLength() > 2 && isOfStatement();
        if (own) {
            forget();
            session.reply(CloseComplete.INSTANCE);
        }
        return own;
    }

    private ClientStatements.Registration forget() {
        ClientStatements.Registration registration = named.find(stream.buffer(), stream.bodyIndex() + 1, stream.bodyLength() - 2);
        if (registration != null) {
            named.remove(registration);
        }
        return registration;
    }

    // ---- the frame at hand

    /**
     * Whether names of statements go through as they are: the server is the client's own for the whole session, or nobody wants account
     * of them. A client that has names from before such a setting was put in force keeps them.
     */
    private boolean isPassedThrough() {
        return (session.keepsServer() || session.maxPreparedStatements() == 0) && named.size() == 0;
    }

    private boolean expectOrDrop(byte type) {
        if (server.outstanding().add(type)) {
            return true;
        }
        stream.leaveOut();
        return false;
    }

    /** Whether a Describe or Close that is whole names a statement, and is well formed: PostgreSQL shall say itself what is wrong with others. */
    private boolean isOfStatement() {
        ByteBuf in = stream.buffer();
        int body = stream.bodyIndex();
        return stream.bodyLength() >= 2 && in.getByte(body) == STATEMENT
                && CStrings.indexOfNul(in, body + 1, stream.position()) == stream.position() - 1;
    }

    /** Waits for more of a frame in which a name does not end; where no more comes, PostgreSQL shall say so itself. */
    private boolean awaitName() {
        if (stream.complete()) {
            mayHeal = false;
            expectOrDrop(stream.type());
            return true;
        }
        if (stream.position() - stream.bodyIndex() > LONGEST_NAMES) {
            throw new LimitExceededException(SqlState.PROGRAM_LIMIT_EXCEEDED,
                    "names of more than " + LONGEST_NAMES + " bytes in message of type " + FrontendType.name(stream.type()), null);
        }
        return stream.awaitMore();
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
