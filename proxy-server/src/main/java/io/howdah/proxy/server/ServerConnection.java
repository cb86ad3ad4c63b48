package io.howdah.proxy.server;

import io.howdah.config.HostAddress;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.frontend.Bind;
import io.howdah.protocol.frontend.Close;
import io.howdah.protocol.frontend.CopyFail;
import io.howdah.protocol.frontend.Execute;
import io.howdah.protocol.frontend.Parse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.SocketReport;
import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.ServerStatements;
import io.howdah.proxy.prepared.UnnamedStatement;
import io.howdah.proxy.stats.PoolStats;
import io.howdah.proxy.stream.Outlet;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to PostgreSQL: who it is, what it is doing, what it still has to answer, what stands in its session. All methods are
 * called on its loop, except where they say otherwise.
 */
public final class ServerConnection implements PooledServer {

    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

    /** How long PostgreSQL's backend may take to end; longer than it ever should. */
    private static final long BACKEND_END_MILLIS = 1_000;

    /** Of statements and portals of the pooler's own within a client's batch, for as long as it takes. */
    private static final String OWN_NAME = "\1howdah";

    private static final AtomicInteger IDS = new AtomicInteger();

    private final int id = newId();
    private final ServerOwner owner;
    private final ServerTarget target;
    private final HostAddress host;
    private final Channel channel;
    private final Outlet out;
    private final PoolStats[] statsByLoop;
    private final OutstandingRequests outstanding = new OutstandingRequests();
    private final ServerStatements statements = new ServerStatements();
    private final ServerSession session = new ServerSession();
    private final HeldBatch held = new HeldBatch();
    private final ResponseRelay relay;
    private final long connectedNanos = System.nanoTime();
    private final long lifetimeNanos;

    // The one field another thread may read: where to send it work. Changed only while the connection is in nobody's hands.
    private volatile Loop loop;

    private ServerState state;
    private ServerPeer peer;
    private byte status = 'I';
    private int processId;
    private byte[] secret = new byte[4];
    // Why it is to be closed when free; null where it is not. A reload sets it from another thread.
    private volatile DisconnectReason whenFree;
    private int cancelsInFlight;
    private final List<CancelProgress> cancelsHeard = new ArrayList<>();
    private boolean cancelSent;
    private boolean resetOwed;
    private boolean suspended;
    private long idleSinceNanos;
    private long requestNanos;
    private boolean suspect;
    private boolean copyInPipeline;
    private ErrorResponse lastFatal;
    private DisconnectReason closing;

    /**
     * A connection that is about to log in.
     *
     * @param statsByLoop where it counts, by the number of the loop it is on
     * @param lifetimeNanos how long it may live; 0 for any length
     */
    public ServerConnection(
            ServerOwner owner, ServerTarget target, HostAddress host, Channel channel, Loop loop, PoolStats[] statsByLoop, long lifetimeNanos) {
        this.owner = owner;
        this.target = target;
        this.host = host;
        this.channel = channel;
        this.loop = loop;
        this.statsByLoop = statsByLoop;
        this.lifetimeNanos = lifetimeNanos;
        this.out = new Outlet(channel);
        this.relay = new ResponseRelay(this, channel.alloc());
        state = ServerState.LOGIN;
        stats().serverMoved(-1, state.ordinal());
    }

    // ---- who it is

    /** The loop it lives on. Any thread. */
    @Override
    public Loop loop() {
        return loop;
    }

    /** What it was opened for. */
    public ServerTarget target() {
        return target;
    }

    /** The host it is connected to. */
    public HostAddress host() {
        return host;
    }

    /** The socket's far end. */
    public SocketAddress remoteAddress() {
        return channel.remoteAddress();
    }

    /** PostgreSQL's process id, for cancel requests and SHOW SERVERS. */
    public int processId() {
        return processId;
    }

    /** Its socket. */
    public Channel channel() {
        return channel;
    }

    /** Who had the connection opened. */
    public ServerOwner owner() {
        return owner;
    }

    OutstandingRequests outstanding() {
        return outstanding;
    }

    HeldBatch held() {
        return held;
    }

    ResponseRelay relay() {
        return relay;
    }

    /** What it has prepared. */
    public ServerStatements statements() {
        return statements;
    }

    /** The numbers of its pool on its loop. */
    public PoolStats stats() {
        return statsByLoop[loop.index()];
    }

    /** What there is to tell of it. */
    public ServerReport report() {
        return new ServerReport(id, host, state, SocketReport.of(channel), connectedNanos, requestNanos, closeNeeded(), processId, isFree(),
                isDrained(), status, relay.lastCommand(), session.reported().withAll(session.set()), statements.size(), relay.frameBytes());
    }

    /** A number for a connection to a server, unique in this process. */
    public static int newId() {
        return IDS.incrementAndGet();
    }

    /** Unique in this process. Any thread. */
    public int id() {
        return id;
    }

    // ---- its state

    /** What it is doing. */
    public ServerState state() {
        return state;
    }

    /** Changes what it is doing, and the counts with it: the only writer of the state. */
    @Override
    public void enter(ServerState next) {
        if (next == state) {
            return;
        }
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("server " + this + ": " + state + " cannot become " + next);
        }
        stats().serverMoved(state.ordinal(), next == ServerState.CLOSED ? -1 : next.ordinal());
        state = next;
    }

    /** Leaves its loop for another: called there, with it taken off; {@link #arrived} follows on the other. Each counts for itself. */
    public void movingTo(Loop next) {
        stats().serverMoved(state.ordinal(), -1);
        loop = next;
    }

    /** It has come to its new loop. */
    public void arrived() {
        stats().serverMoved(-1, state.ordinal());
    }

    /** Whether the socket is open. */
    @Override
    public boolean isOpen() {
        return channel.isActive() && closing == null && lastFatal == null;
    }

    /** Whether it is to be closed when free. */
    public boolean closeNeeded() {
        return whenFree != null;
    }

    /** Has it closed as soon as it is free. Any thread. Where there is a reason already, that one stands. */
    @Override
    public void closeWhenFree(DisconnectReason reason) {
        if (whenFree == null) {
            whenFree = reason;
        }
    }

    /**
     * Closes it, which is free, if {@link #closeWhenFree} has been said.
     *
     * @return whether it has
     */
    public boolean closeIfNeeded() {
        DisconnectReason reason = whenFree;
        if (reason == null) {
            return false;
        }
        close(reason);
        return true;
    }

    /** Whether it has lived as long as it may; each connection's share of server_lifetime differs a little, so that not all end at once. */
    public boolean lifetimeOver(long nowNanos) {
        return lifetimeNanos > 0 && nowNanos - connectedNanos > lifetimeNanos;
    }

    /** When it was connected, System.nanoTime(). */
    public long connectedNanos() {
        return connectedNanos;
    }

    /** Since when nobody has used it. */
    @Override
    public long idleSinceNanos() {
        return idleSinceNanos;
    }

    /** Notes that nobody uses it from now on. */
    public void idleSince(long nowNanos) {
        idleSinceNanos = nowNanos;
    }

    /** When the last request was sent to it. */
    public long requestNanos() {
        return requestNanos;
    }

    /** Status byte of the last ReadyForQuery: I, T or E. */
    public byte status() {
        return status;
    }

    void statusIs(byte newStatus) {
        status = newStatus;
    }

    /** Whether it owes no answer. */
    public boolean isDrained() {
        return outstanding.isEmpty();
    }

    /** How many answers it owes. */
    public int outstandingRequests() {
        return outstanding.size();
    }

    /** Whether it could serve another session as it stands: no transaction, no answer owed. */
    public boolean isFree() {
        return status == 'I' && outstanding.isEmpty() && !outstanding.unsynced();
    }

    /** What stands in its session. */
    public ServerSession session() {
        return session;
    }

    /** PostgreSQL has sent BackendKeyData. */
    public void keyIs(int pid, byte[] cancelSecret) {
        processId = pid;
        secret = cancelSecret;
    }

    // ---- link

    /** Who gets its answers, or null. */
    public ServerPeer peer() {
        return peer;
    }

    /** Links it: its answers go to the peer from now on. */
    public void link(ServerPeer newPeer) {
        peer = newPeer;
        relay.forgetCommand();
        enter(ServerState.ACTIVE);
    }

    /** Gives its answers to somebody else without a change of state, or to nobody. */
    public void peerIs(ServerPeer newPeer) {
        peer = newPeer;
    }

    // ---- requests

    /**
     * Notes a request that is being sent for the peer.
     *
     * @param booking what it books in advance
     * @return false where the server passes over it
     */
    public boolean expect(byte type, ResponseAction action, Booking booking) {
        return outstanding.add(type, action, booking);
    }

    /** The same of a request whose answer the peer gets and which books nothing. */
    public boolean expect(byte type) {
        return outstanding.add(type);
    }

    /** Whether an answer made here would be next: nothing is outstanding before it. */
    public boolean fakesAreNext() {
        return outstanding.isEmpty() && !outstanding.skipping();
    }

    /** Whether it may be running something for its peer. */
    public boolean runsSomething() {
        return outstanding.runsSomething();
    }

    /** Whether a command of its present peer may have advanced a sequence: one that inserts, or calls something. */
    public boolean mayHaveAdvancedSequence() {
        return relay.mayHaveAdvancedSequence();
    }

    /** Whether only a Sync from here can end what was begun. */
    public boolean isUnsynced() {
        return outstanding.unsynced();
    }

    /** Whether a ReadyForQuery will come for something that has been sent. */
    public boolean owesReadyForQuery() {
        return outstanding.endsBatch();
    }

    /** Whether the server passes over requests until a Sync. */
    public boolean isSkipping() {
        return outstanding.skipping();
    }

    /**
     * CopyData is being sent for the peer.
     *
     * @return false where no COPY can be under way: the server would pass over it
     */
    public boolean expectCopyData() {
        return outstanding.addCopyData();
    }

    /** Whether it cannot be told yet if a Parse of this statement stands: an answer to the batch before this one will tell. */
    public boolean isUncertain(PreparedStatement statement) {
        return outstanding.size() > 1 && outstanding.hasParseOfEarlierBatch(statement);
    }

    /** Whether it cannot be told yet if the peer's unnamed Parse stands: an answer to the batch before this one will tell. */
    public boolean isUnnamedUncertain() {
        return outstanding.size() > 1 && outstanding.hasUnnamedParseOfEarlierBatch();
    }

    /** Whether the peer's Close of a statement by this name is on its way: should it be passed over, the name stands for what it stood for. */
    public boolean isClosing(byte[] name) {
        return outstanding.hasCloseOf(name);
    }

    /** Whether such a Close stands in a batch before the one that is being sent. */
    public boolean isClosingInEarlierBatch(byte[] name) {
        return outstanding.size() > 1 && outstanding.hasCloseOfEarlierBatch(name);
    }

    /** Whether nothing but Sync and messages of COPY may be sent: how many of the Sync sent will be answered is not known. */
    public boolean isInDoubt() {
        return outstanding.isInDoubt();
    }

    /** Whether COPY IN is under way with its end not sent. */
    public boolean isCopyIn() {
        return outstanding.copyIn();
    }

    /**
     * The peer wants to send a message that belongs in no COPY, with COPY IN under way as far as is known: PostgreSQL would end the
     * connection. Has the COPY fail instead; if it had failed before, the server passes over that. Not flushed.
     *
     * @param type the message's
     */
    public void breakOffCopy(byte type) {
        String why = "unexpected message type 0x%02X during COPY from stdin".formatted(type & 0xff);
        ByteBuf end = allocate();
        new CopyFail(why).write(end);
        outstanding.add(OutstandingRequests.COPY_END);
        relay.copyBrokenOff(why);
        send(end);
    }

    /** Has it send the answers that it keeps until a Sync. Not flushed. */
    public void sendFlush() {
        ByteBuf out = allocate();
        FrameWriter.writeEmpty(out, FrontendType.FLUSH);
        send(out);
    }

    /** Whether its peer has a part of a message and waits for the rest: nothing else can be said to the peer. */
    public boolean isMidAnswer() {
        return relay.midAnswer();
    }

    // ---- in step

    /** Something happened after which the pooler's account of what the server owes may be wrong: a barrier comes before the next client. */
    public void suspect() {
        suspect = true;
    }

    /** Whether it has to pass a barrier before anybody else gets it. */
    public boolean isSuspect() {
        return suspect;
    }

    /** Whether the last things sent are Sync of which nobody knows whether they will be answered, and nothing tells yet. */
    public boolean hasOnlyDoubts() {
        return outstanding.hasOnlyDoubts();
    }

    /**
     * Asks it something whose answer tells which of the doubtful Sync it has answered. Not flushed.
     *
     * @param settled called when that is known
     */
    public void settleDoubts(OwnQuery settled) {
        Barrier asked = new Barrier();
        ByteBuf barrier = allocate();
        asked.write(barrier);
        outstanding.settle(asked, settled);
        statements.unnamedIs(null);
        send(barrier);
    }

    /**
     * Has it end whatever its client had begun: a COPY fails, what only a Sync would end is rolled back. Nothing is believed of it from
     * now on until {@link #sendBarrier}. Not flushed.
     */
    public void endRequests() {
        ByteBuf end = allocate();
        if (!outstanding.isEmpty()) {
            new CopyFail("client has left").write(end); // Passed over where no COPY is under way.
        }
        if (outstanding.unsynced() && !outstanding.skipping()) {
            // A Sync alone would commit what the client had not asked to be committed.
            int length = FrameWriter.begin(end, FrontendType.QUERY);
            CStrings.write(end, "ROLLBACK");
            FrameWriter.end(end, length);
        }
        FrameWriter.writeEmpty(end, FrontendType.SYNC);
        believeNothing();
        send(end);
    }

    /**
     * Has it prove that it has read all that was sent to it and is in step; all it says before that goes to nobody. Not flushed.
     *
     * @param passed called when it has: it owes nothing then
     */
    public void sendBarrier(OwnQuery passed) {
        Barrier asked = new Barrier();
        ByteBuf barrier = allocate();
        Barrier.writeBefore(barrier);
        asked.write(barrier);
        believeNothing();
        statements.unnamedIs(null);
        relay.awaitBarrier(asked, (from, error) -> {
            suspect = false;
            passed.completed(from, error);
        });
        send(barrier);
    }

    private void believeNothing() {
        held.release();
        relay.believeNothing();
        if (outstanding.barrier(statements)) {
            closeWhenFree(DisconnectReason.OWN_ANSWER_LOST);
        }
    }

    // ---- statements

    /** Keeps a batch that runs a statement prepared earlier, for the case that its plan is out of date. */
    public void holdBatch(ByteBuf batch, ClientStatements.Registration registration) {
        held.hold(batch, registration);
    }

    /** Brings the client's statement to this server: entered as requests whose answers nobody sees. */
    public void prepare(ClientStatements.Registration registration, ByteBuf out, int limit) {
        PreparedStatement statement = registration.statement();
        if (statements.isStale(statement)) {
            closeStatement(statement, out);
        }
        if (outstanding.add(FrontendType.PARSE, ResponseAction.SKIP, statement)) {
            statement.writeParse(out);
            statements.add(statement);
            if (status == 'E') {
                statements.unknown(statement); // A failed transaction takes few texts; what follows it in the same flight must not rely on it.
            }
            describe(registration, out);
            stats().add(io.howdah.proxy.stats.Counter.SERVER_PARSE_COUNT, 1);
            evict(out, limit);
        }
    }

    /** Asks whether what is being prepared for the client is the statement that others know by the same text. */
    public void describe(ClientStatements.Registration registration, ByteBuf out) {
        PreparedStatement statement = registration.statement();
        if (outstanding.add(FrontendType.DESCRIBE, ResponseAction.SKIP, new ShapeCheck(registration, statement))) {
            statement.writeDescribe(out);
        }
    }

    /** Brings a client's unnamed statement to this server. */
    public void prepareUnnamed(UnnamedStatement statement, ByteBuf out) {
        if (outstanding.add(FrontendType.PARSE, ResponseAction.SKIP, statement.brought())) {
            statement.writeParse(out);
            statements.unnamedIs(statement);
        }
    }

    /** Takes the unnamed statement off the server: it is another client's. */
    public void closeUnnamed(ByteBuf out) {
        if (outstanding.add(FrontendType.CLOSE, ResponseAction.SKIP, Booking.NONE)) {
            int length = FrameWriter.begin(out, FrontendType.CLOSE);
            out.writeByte('S').writeByte(0);
            FrameWriter.end(out, length);
            statements.unnamedIs(null);
        }
    }

    /**
     * Gives the server an empty statement under this name, for a DEALLOCATE to find. An empty text is taken in a failed transaction, too.
     */
    public void prepareEmpty(String name, ByteBuf out) {
        outstanding.add(FrontendType.CLOSE, ResponseAction.SKIP, RequestNote.OWN);
        outstanding.add(FrontendType.PARSE, ResponseAction.SKIP, RequestNote.OWN);
        new Close((byte) 'S', name).write(out);
        new Parse(name, "", new int[0]).write(out);
    }

    /**
     * A Sync of the peer's is about to be written: sees to it that the Sync commits. PostgreSQL 18 leaves a Query within a pipeline in the
     * pipeline's implicit transaction, and then a Sync right behind it does not commit ({@code finish_xact_command} finds no command under
     * way): what had been acknowledged is lost, and whoever asks next hears "StartTransactionCommand: unexpected state STARTED". An empty
     * statement in between is such a command.
     */
    public void endPipeline(ByteBuf out) {
        if (!outstanding.isEmpty() && (outstanding.isInDoubt() || copyInPipeline)) {
            suspect(); // Only a Sync may be sent now.
        } else if (outstanding.add(FrontendType.PARSE, ResponseAction.SKIP, RequestNote.OWN)) {
            new Parse(OWN_NAME, "", new int[0]).write(out);
            outstanding.add(FrontendType.CLOSE, ResponseAction.SKIP, RequestNote.OWN);
            new Close((byte) 'S', OWN_NAME).write(out);
        }
    }

    /** Whether a Query was the last command of a pipeline whose Sync comes now. */
    public boolean hasQueryInPipeline() {
        return outstanding.queryInPipeline();
    }

    /** Whether the Query that is sent within a pipeline may be a COPY. */
    public void copyInPipeline(boolean mayBeCopy) {
        copyInPipeline = mayBeCopy;
    }

    /** Writes a Sync of the pooler's own. */
    public void insertSync(ByteBuf out) {
        outstanding.add(FrontendType.SYNC, ResponseAction.SKIP, Booking.NONE);
        FrameWriter.writeEmpty(out, FrontendType.SYNC);
    }

    /** Takes the least recently used statements off the server while it has more than the limit. */
    public void evict(ByteBuf out, int limit) {
        for (PreparedStatement victim = statements.evict(limit); victim != null; victim = statements.evict(limit)) {
            closeStatement(victim, out);
        }
    }

    /** Takes a statement off the server. */
    public void closeStatement(PreparedStatement statement, ByteBuf out) {
        if (outstanding.add(FrontendType.CLOSE, ResponseAction.SKIP, statement)) {
            statement.writeClose(out);
        }
    }

    /**
     * Writes a statement of the pooler's own into a batch of the extended protocol; nobody sees its answers, but where it fails, the
     * batch does.
     */
    public void insertStatement(String sql, ByteBuf out) {
        if (outstanding.skipping()) {
            return;
        }
        outstanding.add(FrontendType.PARSE, ResponseAction.SKIP, RequestNote.OWN);
        outstanding.add(FrontendType.BIND, ResponseAction.SKIP, RequestNote.OWN);
        outstanding.add(FrontendType.EXECUTE, ResponseAction.SKIP, RequestNote.OWN);
        outstanding.add(FrontendType.CLOSE, ResponseAction.SKIP, RequestNote.OWN);
        outstanding.add(FrontendType.CLOSE, ResponseAction.SKIP, RequestNote.OWN);
        new Parse(OWN_NAME, sql, new int[0]).write(out);
        new Bind(OWN_NAME, OWN_NAME, new byte[6]).write(out); // no formats, no values
        new Execute(OWN_NAME, 0).write(out);
        new Close((byte) 'P', OWN_NAME).write(out);
        new Close((byte) 'S', OWN_NAME).write(out);
    }

    /** Writes a query of the pooler's own, between requests of a client's. */
    public void insertQuery(String sql, OwnQuery done, ByteBuf out) {
        outstanding.add(FrontendType.QUERY, ResponseAction.SKIP, done);
        statements.unnamedIs(null);
        writeQuery(sql, out);
    }

    /** Writes a query of the pooler's own that is joined to the client's request before it. */
    public void insertBehind(String sql, RequestNote.Joint joint, ByteBuf out) {
        RequestNote note = RequestNote.behind(joint);
        outstanding.add(FrontendType.QUERY, note.action(), note);
        statements.unnamedIs(null);
        writeQuery(sql, out);
    }

    private static void writeQuery(String sql, ByteBuf out) {
        int length = FrameWriter.begin(out, FrontendType.QUERY);
        CStrings.write(out, sql);
        FrameWriter.end(out, length);
    }

    /** Sends a simple query of the pooler's own; the answer goes to {@code done} alone. Not flushed. */
    public void query(String sql, OwnQuery done) {
        ByteBuf out = channel.alloc().directBuffer(sql.length() + 16);
        writeQuery(sql, out);
        outstanding.add(FrontendType.QUERY, ResponseAction.SKIP, done);
        statements.unnamedIs(null);
        send(out);
    }

    /** A buffer to write requests into. */
    public ByteBuf allocate() {
        return channel.alloc().directBuffer();
    }

    /** Sends bytes; takes ownership. They leave at the next {@link #flush}. */
    public void send(ByteBuf bytes) {
        out.write(bytes);
    }

    /** Notes that a request goes out now. */
    public void requestAt(long nowNanos) {
        requestNanos = nowNanos;
    }

    /** Lets what was sent leave. */
    public void flush() {
        out.flush();
    }

    /** Whether its socket takes more. */
    public boolean isWritable() {
        return channel.isWritable();
    }

    /** Reads nothing whatever its peer says, or goes on (SUSPEND). */
    public void suspend(boolean on) {
        suspended = on;
        channel.config().setAutoRead(!on);
    }

    /** Reads on, or not: back-pressure of a peer that does not take its answers. */
    public void read(boolean on) {
        if (!(on && suspended) && channel.config().isAutoRead() != on) {
            channel.config().setAutoRead(on);
        }
    }

    // ---- cancel

    /** A cancel request for it sets out. */
    public void cancelStarted() {
        cancelsInFlight++;
    }

    /** A cancel request for it has ended: the far end has closed its connection, so the signal is on its way or done. */
    public void cancelEnded() {
        if (--cancelsInFlight == 0) {
            List<CancelProgress> waiting = List.copyOf(cancelsHeard);
            cancelsHeard.clear();
            cancelSent = false;
            waiting.forEach(CancelProgress::ended);
            owner.cancelsEnded(this);
        }
    }

    /** The cancel request under way has left. */
    public void cancelSent() {
        cancelSent = true;
        cancelsHeard.forEach(CancelProgress::sent);
    }

    /** Tells somebody how it goes with the cancel request that is under way, or is about to be. */
    public void hearOfCancel(CancelProgress progress) {
        cancelsHeard.add(progress);
        if (cancelSent) {
            progress.sent();
        }
    }

    /** Notes whether a reset is owed when it is released, for one that has to wait for its cancel requests first. */
    public void owesReset(boolean owed) {
        resetOwed = owed;
    }

    /** Whether a reset is owed. */
    public boolean isResetOwed() {
        return resetOwed;
    }

    /** Whether a cancel request may still be on its way to it. */
    public boolean isBeingCanceled() {
        return cancelsInFlight > 0;
    }

    // ---- end

    /** Ends it; PostgreSQL is told, so that its log stays quiet. */
    public void close(DisconnectReason reason) {
        if (closing != null) {
            return;
        }
        closing = reason;
        out.flush();
        if (channel.isActive()) {
            LOG.info("{} closing because: {} (age={}s)", this, reason.text(), ageSeconds());
            if (outstanding.isEmpty() && channel.isWritable()) {
                ByteBuf terminate = channel.alloc().directBuffer(8);
                FrameWriter.writeEmpty(terminate, FrontendType.TERMINATE);
                channel.writeAndFlush(terminate).addListener((ChannelFuture sent) -> said(reason));
                return;
            }
        }
        channel.close();
    }

    /**
     * Terminate has left. One that makes room for another keeps its place until PostgreSQL's backend is gone, and with it its place under
     * the server's own limits; the end of the connection tells that.
     */
    private void said(DisconnectReason reason) {
        if (reason == DisconnectReason.EVICTED) {
            channel.eventLoop().schedule(() -> channel.close(), BACKEND_END_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            channel.close();
        }
    }

    /** Ends it without a word in the log. */
    public void closeSilently() {
        closing = DisconnectReason.CLIENT_GONE;
        channel.close();
    }

    /** The secret of its cancel key. */
    public byte[] cancelSecret() {
        return secret.clone();
    }

    /** Joins it byte for byte with a client of its own loop, whose handler is replaced; both end together. */
    public void splice(Channel client) {
        enter(ServerState.ACTIVE);
        out.flush();
        channel.pipeline().replace("server", "splice", new Splice(client));
        client.pipeline().replace(client.pipeline().last(), "splice", new Splice(channel));
        channel.closeFuture().addListener(ended -> {
            enter(ServerState.CLOSED);
            owner.closed(this);
        });
    }

    void fatal(ErrorResponse error) {
        lastFatal = error;
        if (peer == null) {
            // Its end of the socket may not have closed yet: nobody must get it meanwhile.
            channel.close();
        }
    }

    /** The socket has closed. */
    public void closed() {
        if (state == ServerState.CLOSED) {
            return;
        }
        if (closing == null) {
            closing = lastFatal != null ? DisconnectReason.SERVER_ENDED : DisconnectReason.LOST;
            LOG.info("{} closing because: {} (age={}s){}", this, closing.text(), ageSeconds(),
                    lastFatal == null ? "" : " error=\"" + lastFatal.message() + "\"");
        }
        out.release();
        held.release();
        relay.release();
        statements.clear();
        outstanding.clear();
        if (state != ServerState.LOGIN) {
            stats().serverClosed(closing.ordinal());
        }
        enter(ServerState.CLOSED);
        ServerPeer linked = peer;
        peer = null;
        if (linked != null) {
            linked.lost(lastFatal);
        }
        owner.closed(this);
    }

    /** Why it was closed; null while it is open. */
    public DisconnectReason closeReason() {
        return closing;
    }

    /** Seconds since it was connected. */
    public long ageSeconds() {
        return (System.nanoTime() - connectedNanos) / 1_000_000_000L;
    }

    @Override
    public String toString() {
        return "S-" + (processId == 0 ? "0x" + channel.id().asShortText() : processId) + ": " + target.name() + "@" + host;
    }
}
