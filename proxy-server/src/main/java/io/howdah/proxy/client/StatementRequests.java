package io.howdah.proxy.client;

import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.LimitExceededException;
import io.howdah.protocol.SqlState;
import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.UnnamedStatement;
import io.howdah.proxy.server.DuplicateName;
import io.howdah.proxy.server.OutdatedPlan;
import io.howdah.proxy.server.OutstandingRequests;
import io.howdah.proxy.server.ResponseAction;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerRequests;
import io.howdah.proxy.session.ClientParameters;
import io.howdah.proxy.session.StatementEffects;
import io.howdah.proxy.sql.ClockLiterals;
import io.howdah.proxy.sql.StateKind;
import io.howdah.proxy.sql.StatementVerdict;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stream.FrameStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * Relays Parse, Bind and Describe of one client. Servers know a statement by another name than the client gave. This class
 * prepares the statement on the server at hand, unless the server has it, and puts the server's name into the message.
 *
 * <p>Each method handles the stream's current frame. False means that the walk stops: the frame is cut, or waits for an answer.
 */
final class StatementRequests {

    /** Bytes of a Bind or Parse that are searched for the names. PostgreSQL tells names apart by their first 63 bytes. */
    private static final int LONGEST_NAMES = 1 << 20;

    private final RequestRules rules;
    private final StatementEffects effects;
    private final RequestWalk walk;
    private final FrameStream stream;
    private final ClientStatements named = new ClientStatements();
    private final UnnamedStatement unnamed;
    private final PortalVerdicts verdicts = new PortalVerdicts();
    private final ClientParameters parameters;
    private final RequestAdditions additions;
    private final BroughtStatements brought;

    private StatementVerdict bound = StatementVerdict.NOTHING;
    // The statement bound last; null for the unnamed statement.
    private ClientStatements.@Nullable Registration lastBound;

    StatementRequests(RequestRules rules, StatementEffects effects, ClientParameters parameters,
            RequestWalk walk) {
        this.rules = rules;
        this.effects = effects;
        this.walk = walk;
        this.stream = walk.stream();
        this.unnamed = new UnnamedStatement(rules.statementBytes());
        this.parameters = parameters;
        this.additions = new RequestAdditions(parameters, named);
        this.brought = new BroughtStatements(rules, parameters);
    }

    ClientStatements named() {
        return named;
    }

    /** The client's unnamed statement. */
    UnnamedStatement unnamed() {
        return unnamed;
    }

    /** The effects of running the client's portals. */
    PortalVerdicts verdicts() {
        return verdicts;
    }

    /** The pooler's additions to the client's requests. */
    RequestAdditions additions() {
        return additions;
    }

    /** Forgets all statements: the client has gone. */
    void release() {
        named.release();
        unnamed.clear();
    }

    // ---- Parse

    /** Whether an unnamed Parse with a text and types of this length would be kept for another server. */
    boolean keepsUnnamed(int length) {
        return length < UnnamedStatement.KEPT_LENGTH && unnamed.hasRoomFor(length);
    }

    /** The result cache has answered the use of an unnamed statement: its text and types lie in {@code [from, to)}. */
    void parsedHere(ByteBuf in, int from, int to) {
        unnamed.set(in, from, to - from, StatementEffects.verdict(in, from, to));
    }

    boolean parse() {
        ByteBuf in = stream.buffer();
        int body = stream.bodyIndex();
        int nameEnd = CStrings.indexOfNul(in, body, stream.position());
        if (nameEnd < 0) {
            return awaitName();
        }
        boolean isNamed = nameEnd > body;
        if (isNamed && !passesNames()) {
            rules.checkMemory(named, nameEnd - body, stream.bodyLength() - (nameEnd - body));
        }
        boolean kept = isNamed || stream.bodyLength() <= UnnamedStatement.KEPT_LENGTH;
        if (kept && !stream.complete()) {
            return stream.awaitWhole();
        }
        if (!isNamed) {
            parseUnnamed(in, nameEnd, kept);
        } else if (passesNames()) {
            passNamed(in, nameEnd);
        } else if (parseNamed(in, body, nameEnd)) {
            // Like PgBouncer, counts only named statements, and only while the pooler tracks them.
            server().stats().add(Counter.CLIENT_PARSE_COUNT, 1);
        } else {
            return false;
        }
        return true;
    }

    /** Whether a Parse of this statement in an earlier batch is unanswered. (If one in this batch fails, this message is skipped.) */
    private boolean isUncertain(PreparedStatement statement) {
        return server().statements().isPreparing(statement) && owed().owesReadyForQuery();
    }

    /** The same before a statement's use. The Parse may be the client's, by this name or another, or the pooler's own. */
    private boolean isUncertain(ClientStatements.Registration registration) {
        return (!registration.isConfirmed() || server().statements().isPreparing(registration.statement()))
                && owed().hasParseOfEarlierBatch(registration.statement());
    }

    private void parseUnnamed(ByteBuf in, int nameEnd, boolean kept) {
        if (!owed().add(FrontendType.PARSE, ResponseAction.FORWARD, unnamed)) {
            stream.leaveOut();
            return;
        }
        if (kept && !unnamed.hasRoomFor(stream.position() - nameEnd - 1)) {
            unnamed.setUnkept(StatementEffects.verdict(in, nameEnd + 1, stream.position()));
        } else if (kept) {
            unnamed.set(in, nameEnd + 1, stream.position() - nameEnd - 1,
                    StatementEffects.verdict(in, nameEnd + 1, stream.position()));
        } else {
            unnamed.setUnkept(effects.ofCutStatement(server().session(), in, nameEnd + 1, stream.position()));
        }
        unnamed.isNowOn(server().statements());
    }

    /** Passes the name unchanged. When the client releases the server, the pooler cleans the server of the name. */
    private void passNamed(ByteBuf in, int nameEnd) {
        walk.batch().onlyOnce();
        if (walk.expectOrDrop()) {
            server().session().leaves(StateKind.PREPARED);
            StatementVerdict verdict = StatementEffects.verdict(in, nameEnd + 1, stream.position());
            String name = StatementNames.key(in, stream.bodyIndex(), nameEnd);
            verdicts.prepared(name, verdict);
        }
    }

    private boolean parseNamed(ByteBuf in, int name, int nameEnd) {
        walk.batch().onlyOnce();
        if (owed().isSkipping()) {
            stream.leaveOut();
            return true;
        }
        ClientStatements.Registration known = named.find(in, name, nameEnd - name);
        if (known != null ? isUncertain(known.statement()) : isGoing(in, name, nameEnd)) {
            return walk.stall();
        }
        if (known != null) {
            // The name is taken. PostgreSQL itself must report this, or a fault of the text, so that the transaction fails.
            brought.bring(known, server(), stream.insertBefore());
            owed().add(FrontendType.PARSE, ResponseAction.FORWARD, new DuplicateName(known));
            StatementNames.rename(stream, name, nameEnd, known.statement().serverName());
            return true;
        }
        byte[] clientsName = ByteBufUtil.getBytes(in, name, nameEnd - name);
        if (owed().hasCloseOfEarlierBatch(clientsName)) {
            return walk.stall(); // If the server skips the Close, the name is taken.
        }
        byte[] text = ByteBufUtil.getBytes(in, nameEnd + 1, stream.position() - nameEnd - 1);
        boolean isShared = server().session().isSettled() && !ClockLiterals.areIn(text);
        PreparedStatement statement = rules.statements().intern(text, isShared ? parameters.environment() : null,
                StatementEffects::verdict);
        if (isUncertain(statement)) {
            return walk.stall();
        }
        ClientStatements.Registration registration = named.add(clientsName, statement, parameters.constants());
        if (owed().hasCloseOf(clientsName)) {
            registration.replacesAnother();
        }
        // The server prepares the text again even if it knows the text, for the text's meaning may have changed.
        if (server().statements().knows(statement)) {
            own().closeStatement(statement, stream.insertBefore());
        }
        owed().add(FrontendType.PARSE, ResponseAction.FORWARD, registration);
        StatementNames.rename(stream, name, nameEnd, statement.serverName());
        server().statements().add(statement);
        ByteBuf behind = stream.insertAfter();
        own().describe(registration, behind);
        server().stats().add(Counter.SERVER_PARSE_COUNT, 1);
        own().evict(behind, rules.maxPreparedStatements());
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
            return walk.stall();
        }
        boolean counts = nameEnd > portalEnd + 1 && !passesNames();
        bound = StatementVerdict.NOTHING;
        if (!use(in, portalEnd + 1, nameEnd)) {
            return false;
        }
        if (counts) {
            server().stats().add(Counter.BIND_COUNT, 1);
        }
        if (lastBound != null && portalEnd > stream.bodyIndex()) {
            lastBound.hasPortal();
        }
        if (portalEnd == stream.bodyIndex()) {
            verdicts.boundUnnamed(bound);
        } else if (verdicts.mustNote(bound)) {
            verdicts.bound(StatementNames.key(in, stream.bodyIndex(), portalEnd), bound);
        }
        return true;
    }

    /** Whether a DEALLOCATE of this name in an earlier batch is outstanding: only its answer tells if the name stands. */
    private boolean isGoing(ByteBuf in, int name, int nameEnd) {
        return additions.isUncertain(in, name, nameEnd - name) && owed().owesReadyForQuery();
    }

    /** Notes that a Bind uses a statement with this verdict. A Describe has no effect. */
    private void binding(StatementVerdict verdict) {
        if (stream.type() == FrontendType.BIND) {
            if (effects.plansDiffer() && server().status() != 'E') {
                effects.plansAnew();
                walk.batch().onlyOnce();
                own().insertStatement(StatementEffects.DISCARD_PLANS, stream.insertBefore());
            }
            if ((verdict.flags() & StateKind.SEQUENCE_READ) != 0
                    && effects.readsSequence(server().session(), server().mayHaveAdvancedSequence())) {
                walk.batch().onlyOnce();
                own().insertStatement(StatementEffects.DISCARD_SEQUENCES, stream.insertBefore());
            }
            effects.running(server().session(), verdict);
            bound = verdict;
        }
    }

    boolean describe() {
        if (!stream.complete()) {
            return stream.awaitWhole();
        }
        if (!StatementNames.isOfStatement(stream)) {
            if (!owed().add(FrontendType.DESCRIBE, ResponseAction.FORWARD, lastBound == null ? Booking.NONE : lastBound)) {
                stream.leaveOut();
            }
            return true;
        }
        ByteBuf in = stream.buffer();
        int name = stream.bodyIndex() + 1;
        int nameEnd = CStrings.indexOfNul(in, name, stream.position());
        if (isGoing(in, name, nameEnd)) {
            return walk.stall();
        }
        return use(in, name, nameEnd);
    }

    private boolean use(ByteBuf in, int name, int nameEnd) {
        if (owed().isSkipping()) {
            stream.leaveOut();
        } else if (nameEnd == name) {
            if (owed().hasUnnamedParseOfEarlierBatch()) {
                return walk.stall();
            }
            useUnnamed();
        } else {
            return useNamed(in, name, nameEnd);
        }
        return true;
    }

    private void useUnnamed() {
        walk.batch().onlyOnce();
        if (!unnamed.isOn(server().statements())) {
            // The server's unnamed statement may be another client's: replace or close it.
            ByteBuf out = stream.insertBefore();
            if (unnamed.present()) {
                own().prepareUnnamed(unnamed, out);
            } else {
                own().closeUnnamed(out);
            }
        }
        lastBound = null;
        if (rules.logsSlowStatements()) {
            walk.slow().bound(unnamed);
        }
        WriteNotes notes = notesOfBind();
        if (notes != null) {
            notes.bindsUnnamed(server(), unnamed);
        }
        binding(unnamed.verdict());
        owed().add(stream.type());
    }

    private boolean useNamed(ByteBuf in, int name, int nameEnd) {
        if (verdicts.knowsStatements()) {
            binding(verdicts.ofStatement(StatementNames.key(in, name, nameEnd)));
        }
        ClientStatements.Registration registration = named.find(in, name, nameEnd - name);
        if (registration == null && owed().owesReadyForQuery()
                && owed().hasCloseOf(ByteBufUtil.getBytes(in, name, nameEnd - name))) {
            return walk.stall(); // If the server skips the Close, the name is still valid.
        }
        if (registration == null) {
            // Unless SQL PREPARE made the name, the server reports 26000. The client must not hit a statement of the pooler's.
            walk.batch().onlyOnce();
            WriteNotes notes = notesOfBind();
            if (notes != null) {
                notes.sendsAnything(server());
            }
            if (!passesNames() && StatementNames.looksLikeThePoolers(in, name, nameEnd - name)) {
                StatementNames.renameToNobodys(stream, name, nameEnd);
            }
            owed().add(stream.type());
            return true;
        }
        if ((registration.mayBeAnother() && owed().owesReadyForQuery()) || isUncertain(registration)) {
            return walk.stall();
        }
        if (registration.isOutdated()) {
            walk.batch().onlyOnce();
            StatementNames.renameToNobodys(stream, name, nameEnd);
            owed().add(stream.type(), ResponseAction.FORWARD, OutdatedPlan.INSTANCE);
            return true;
        }
        PreparedStatement statement = registration.statement();
        if (!server().statements().use(statement)) {
            walk.batch().onlyOnce();
            boolean mayBeOther = registration.isTold() && statement.isDescribed();
            brought.bring(registration, server(), stream.insertBefore());
            statement = registration.statement();
            if (mayBeOther) {
                return walk.stall();
            }
        } else if (registration.isTold() && server().statements().isPreparing(statement)) {
            return walk.stall();
        } else {
            walk.batch().uses(registration);
        }
        lastBound = stream.type() == FrontendType.BIND ? registration : lastBound;
        if (rules.logsSlowStatements()) {
            walk.slow().bound(statement);
        }
        WriteNotes notes = notesOfBind();
        if (notes != null) {
            notes.binds(server(), statement);
        }
        binding(statement.verdict());
        StatementNames.rename(stream, name, nameEnd, statement.serverName());
        owed().add(stream.type(), ResponseAction.FORWARD, registration);
        return true;
    }

    /** Notes what is about to be written, if there is a result cache and the message is a Bind: a Describe runs nothing. */
    private @Nullable WriteNotes notesOfBind() {
        return stream.type() == FrontendType.BIND ? rules.notes() : null;
    }

    // ---- the frame at hand

    /** Whether names pass unchanged. */
    boolean passesNames() {
        return rules.passesNames(named);
    }

    /** Waits for more of a frame whose name has no end yet. If the frame is whole, PostgreSQL reports the fault. */
    private boolean awaitName() {
        if (stream.complete()) {
            walk.batch().onlyOnce();
            walk.expectOrDrop();
            return true;
        }
        if (stream.position() - stream.bodyIndex() > LONGEST_NAMES) {
            throw new LimitExceededException(SqlState.PROGRAM_LIMIT_EXCEEDED,
                    "names of more than " + LONGEST_NAMES + " bytes in message of type " + FrontendType.name(stream.type()),
                    null);
        }
        return stream.awaitMore();
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
