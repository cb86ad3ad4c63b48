package io.howdah.proxy.client;

import io.howdah.config.PoolMode;
import io.howdah.config.Timeouts;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.NoticeResponse;
import io.howdah.protocol.backend.ParameterStatus;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.SocketReport;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.RefusalReason;
import io.howdah.proxy.pool.WaitTicket;
import io.howdah.proxy.pool.Waiter;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.server.CommandTag;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerPeer;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stats.PoolStats;
import io.howdah.proxy.stream.ReadGate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client that has logged in: whom it is linked to, what it waits for, what it has set. All methods run on its loop.
 *
 * <pre>
 *   received ---> no server linked ---> Pool.checkout ---> granted --+--> ParameterSync --> RequestRelay.forward ---> server
 *       |                                   | WAITING: bytes held    |
 *       +---------> server linked -----------------------------------+
 *   readyForQuery with I and nothing outstanding ---> unlink ---> Pool.release
 * </pre>
 */
public final class ClientSession implements ServerPeer, Waiter, Cancelable, Client {

    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);

    /** What is read at once of a client that may have to wait, while those that wait hold as much as they may. */
    private static final int SHORT_READ = 512;

    /** Requests whose answers are owed to one client, at most but for one read's worth: more stay in its socket. */
    private static final int OUTSTANDING_LIMIT = 16 << 10;

    /** On how many servers a request is tried of which nothing has been sent. */
    private static final int RETRIES = 3;

    /** Why the client's socket is left alone. */
    private enum Pause {
        /** SUSPEND has been said. */
        SUSPENDED,
        /** More than a little of what the client has sent waits. */
        HOLDING,
        /** A message waits for the server's word on an earlier one. */
        STALLED,
        /** The client does not read its answers. */
        ANSWERS,
        /** The client has sent as much as its server takes. */
        SERVER
    }

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = NUMBERS.incrementAndGet();
    private final ClientIdentity identity;
    private final Loop loop;
    private final Channel channel;
    private final ClientOutput output;
    private final Intake intake;
    private final ReadGate<Pause> gate;
    private final Pool pool;
    private final PoolStats stats;
    private final LoopClients sessions;
    private final WaitTicket ticket = new WaitTicket(this);
    private final ParameterSync parameters;
    private final RequestRelay relay;
    private final SessionEffects effects;
    private final SessionClock clock;

    private ClientState state = ClientState.LOGIN;
    private ServerConnection server;
    private boolean paused;
    private boolean deferred;
    private boolean hungUp;
    private boolean requestSent;
    private boolean endOwed;
    private boolean ending;
    /** The client asks for nothing more: it ends when what it asked for has been answered. */
    private boolean farewell;
    /** What it is told then; null after a Terminate. */
    private ErrorResponse lastWords;
    private boolean draining;
    private boolean waitNoticed;
    private boolean canceled;
    private boolean suspended;
    private int retries;

    /**
     * A session that is about to begin, on its client's loop.
     *
     * @param parameters the client's values, and what the client has been told of them
     * @param sessions all clients of the loop
     */
    public ClientSession(
            ClientIdentity identity, Loop loop, Channel channel, Pool pool, ParameterSync parameters, SessionSettings settings, LoopClients sessions) {
        this.identity = identity;
        this.loop = loop;
        this.channel = channel;
        this.pool = pool;
        this.stats = pool.stats(loop);
        this.output = new ClientOutput(channel, settings.ledger().unsent(), stats, this::drained);
        this.intake = new Intake(channel.alloc(), settings.ledger().waiting());
        this.gate = new ReadGate<>(channel);
        this.clock = new SessionClock(stats);
        this.parameters = parameters;
        this.sessions = sessions;
        this.effects = new SessionEffects(pool, parameters);
        this.relay = new RequestRelay(channel.alloc(), new RequestRules(pool, settings, sessions), effects, parameters, output);
        stats.clientMoved(-1, state.ordinal());
    }

    // ---- who it is

    /** Who the client is. */
    public ClientIdentity identity() {
        return identity;
    }

    @Override
    public int id() {
        return identity.processId();
    }

    @Override
    public String user() {
        return identity.user();
    }

    @Override
    public String applicationName() {
        return parameters.told().get("application_name");
    }

    @Override
    public String database() {
        return identity.database();
    }

    @Override
    public long waitingSinceNanos() {
        return state == ClientState.WAITING ? ticket.sinceNanos() : 0;
    }

    @Override
    public ClientReport report() {
        return new ClientReport(identity.processId(), identity.database(), identity.user(), "none", state, SocketReport.of(channel), server,
                clock.connectedNanos(), clock.requestNanos(), waitingSinceNanos(), clock.queryNanos(),
                clock.transactionNanos(), clock.activityNanos(), parameters.told(), relay.statements().size(), intake.bytes(),
                relay.frameBytes());
    }

    /** Its pool. */
    public Pool pool() {
        return pool;
    }

    @Override
    public ClientState state() {
        return state;
    }

    @Override
    public ServerConnection server() {
        return server;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public WaitTicket ticket() {
        return ticket;
    }

    @Override
    public boolean isWaiting() {
        return state == ClientState.WAITING && !ending;
    }

    /** The names it has given to statements. */
    public ClientStatements statements() {
        return relay.statements();
    }

    @Override
    public Pool queue() {
        return isWaiting() ? pool : null;
    }

    /** Login is over: counted as active from now on. */
    public void begin() {
        enter(ClientState.ACTIVE);
        stats.add(Counter.CLIENT_LOGIN_COUNT, 1);
        sessions.add(this);
    }

    /** Tells the client what it has to know first; owns the bytes. */
    public void greet(ByteBuf messages) {
        output.greet(messages);
    }

    /** Changes what it is doing, and the counts with it: the only writer of the state. */
    private void enter(ClientState next) {
        if (next == state) {
            return;
        }
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("client " + this + ": " + state + " cannot become " + next);
        }
        stats.clientMoved(state.ordinal(), next == ClientState.CLOSED ? -1 : next.ordinal());
        state = next;
    }

    // ---- from the client

    /** Bytes from the client; owns them. */
    void received(ByteBuf in) {
        if (ending || farewell) {
            in.release();
            return;
        }
        clock.received(in.readableBytes());
        if (holds()) {
            intake.add(in);
            countHeld();
        } else {
            process(in);
        }
    }

    /** Whether what comes now has to wait. */
    private boolean holds() {
        return intake.isHolding() || paused || suspended || state == ClientState.WAITING;
    }

    /** How many bytes of a read it takes now, at most: none while it holds some. */
    int takes() {
        if (holds() || relay.isStalled()) {
            return 0;
        }
        return server == null && intake.isShortOfMemory() ? SHORT_READ : Integer.MAX_VALUE;
    }

    /** What is held is held for longer than a moment, or is no longer held. */
    private void countHeld() {
        if (intake.settle()) {
            adjustReading();
        }
        if (hungUp && intake.isShortOfMemory()) {
            lost("client unexpected eof");
        }
    }

    /** Reads on, or leaves the client's socket alone. */
    private void adjustReading() {
        gate.set(Pause.SUSPENDED, suspended).set(Pause.HOLDING, intake.isHeavy()).set(Pause.STALLED, relay.isStalled())
                .set(Pause.ANSWERS, !output.isTaken())
                .set(Pause.SERVER, server != null && !(server.isWritable() && server.outstanding().size() < OUTSTANDING_LIMIT)).apply();
    }

    private void process(ByteBuf in) {
        if (server == null) {
            try {
                Walk walk = relay.withoutServer(in);
                if (walk == Walk.TERMINATED) {
                    sayFarewell();
                }
                if (walk != Walk.NEEDS_SERVER) {
                    return;
                }
            } catch (ProtocolViolationException e) {
                violated(e);
                return;
            }
            intake.put(relay.rest());
            if (draining && pool.mode() != PoolMode.SESSION) {
                endDrained();
                return;
            }
            waitNoticed = false;
            canceled = false;
            long now = clock.activityNanos();
            ServerConnection free = pool.checkout(this, now);
            if (free != null) {
                link(free, now, now);
            } else if (intake.isHolding()) {
                intake.compact();
                countHeld();
            }
        } else if (server.isFree() && !parameters.isInStep(server) && !synchronise()) {
            intake.put(in);
            intake.compact();
            countHeld();
        } else {
            forward(in);
        }
    }

    /** The client sent what no client sends: it ends when what it asked for before has been answered, as PostgreSQL ends it. */
    void violated(ProtocolViolationException violation) {
        if (!farewell) {
            lastWords = ErrorResponse.of("FATAL", violation.state(), violation.getMessage());
            if (violation.hint() != null) {
                lastWords = lastWords.withHint(violation.hint());
            }
            sayFarewell();
        }
    }

    /** The client sent Terminate, or what ends it as well. */
    private void sayFarewell() {
        if (farewell) {
            return;
        }
        farewell = true;
        if (server != null) {
            if (server.outstanding().isUnsynced() || server.outstanding().isInDoubt()) {
                server.requests().sendFlush(); // PostgreSQL's last words come behind all its answers.
            }
            server.flush();
        }
        endAfterFarewell();
    }

    /** PostgreSQL carries out whatever came before the farewell, and so does the pooler: it waits for the answers. */
    private void endAfterFarewell() {
        if (server != null && !ending) {
            if (server.outstanding().isCopyIn() && !relay.midFrame()) {
                server.requests().breakOffCopy(FrontendType.TERMINATE); // It belongs in no COPY.
                server.flush();
            }
            settleDoubts();
        }
        if (ending || (server != null && (server.outstanding().owesReadyForQuery() || server.outstanding().isInDoubt() || (lastWords != null && !server.isDrained())))) {
            return;
        }
        if (lastWords != null) {
            end(lastWords, lastWords.message());
        } else {
            ending = true;
            close("client close request");
        }
    }

    private void forward(ByteBuf in) {
        if (server.isDrained()) {
            clock.queryBegins(server.isFree());
        }
        requestSent = true;
        retries = 0;
        server.age().requestAt(clock.activityNanos());
        try {
            if (relay.forward(in, server) == Walk.TERMINATED) {
                sayFarewell();
            }
        } catch (ProtocolViolationException e) {
            violated(e);
        }
        if (server != null && relay.isStalled()) {
            settleDoubts();
            server.requests().sendFlush(); // PostgreSQL may keep the answer that is waited for until it is asked to send it.
            server.flush();
        }
        if (server != null && (!server.isWritable() || server.outstanding().size() >= OUTSTANDING_LIMIT)) {
            adjustReading();
        }
        if (endOwed && server != null && !relay.midFrame()) {
            endOwed = false;
            if (server.isFree()) {
                server.flush();
                transactionEnded(server);
            } else {
                settleDoubts();
            }
        }
    }

    void readComplete() {
        if (server != null) {
            server.flush();
        }
        flush();
    }

    /** Its socket takes no more, or takes some again. */
    void writabilityChanged() {
        if (server != null && !output.isClosed()) {
            server.read(output.isTaken());
        }
        adjustReading();
        if (deferred) {
            loop.eventLoop().execute(this::goOn);
        }
    }

    /** All that the socket had not taken at once has left. */
    private void drained() {
        if (state != ClientState.CLOSED) {
            writabilityChanged();
        }
    }

    /** Has gone while something of what it had sent was left in the socket. That is read up to its end, if there is room for it. */
    void hungUp() {
        if (!ending && !suspended) {
            hungUp = true;
            gate.openForGood();
            countHeld();
            adjustReading();
        }
    }

    // ---- a server is found

    @Override
    public void mustWait() {
        enter(ClientState.WAITING);
    }

    @Override
    public boolean granted(ServerConnection free) {
        if (state != ClientState.WAITING || ending) {
            return false;
        }
        if (canceled) {
            failRequest(canceledByUser());
            return false;
        }
        link(free, ticket.sinceNanos(), System.nanoTime());
        if (server != null) {
            server.flush();
        }
        flush();
        return true;
    }

    private void link(ServerConnection free, long waitingSinceNanos, long now) {
        clock.linked(waitingSinceNanos, now);
        enter(ClientState.ACTIVE);
        requestSent = false;
        endOwed = false;
        server = free;
        free.link(this);
        free.session().usedBy(number);
        if (pool.defaults().readsSequences() && free.session().holdsOthersSequences()) {
            free.session().sequencesAreDiscarded();
            free.requests().query(SessionEffects.DISCARD_SEQUENCES, error -> { });
        }
        if (synchronise()) {
            forwardHeld();
        }
    }

    /** @return whether the client's bytes may follow at once */
    private boolean synchronise() {
        ServerConnection to = server;
        boolean now = parameters.begin(to, new ParameterSync.Outcome() {
            @Override
            public void tell(ParameterStatus status) {
                output.reply(status);
            }

            @Override
            public void synchronised() {
                resume();
            }

            @Override
            public void refused(ErrorResponse error, boolean queryHasBeenSent) {
                if (queryHasBeenSent) {
                    to.close(DisconnectReason.PARAMETERS);
                }
                end(error.withSeverity("FATAL"), "invalid server parameter");
            }
        });
        paused = !now;
        return now;
    }

    private void forwardHeld() {
        ByteBuf bytes = intake.take();
        if (bytes != null) {
            forward(bytes);
        }
        if (!channel.config().isAutoRead()) {
            adjustReading();
        }
    }

    private void resume() {
        if (paused) {
            paused = false;
            if (server != null && canceled && pool.mode() != PoolMode.SESSION && server.isFree()) {
                ServerConnection unused = server;
                server = null;
                canceled = false;
                pool.release(unused, false, System.nanoTime());
                failRequest(canceledByUser());
            } else if (server != null) {
                forwardHeld();
                if (server != null) {
                    server.flush();
                }
            }
        }
        flush();
    }

    @Override
    public void refused(RefusalReason reason, ErrorResponse error) {
        if (state != ClientState.WAITING) {
            return;
        }
        stats.refused(reason.ordinal());
        if ("FATAL".equals(error.severity())) {
            enter(ClientState.ACTIVE);
            end(error, error.message());
        } else {
            failRequest(error);
        }
    }

    /** Answers the request at hand with an error, as a server would; what the client sent behind it goes on. */
    private void failRequest(ErrorResponse error) {
        enter(ClientState.ACTIVE);
        stats.poolerSaid(error.sqlState());
        output.reply(error);
        intake.put(relay.dropRequest(intake.take()));
        flush();
        if (intake.isHolding()) {
            // Not here and now: each request of a long pipeline may be refused in its turn, and only as fast as the client hears of it.
            paused = true;
            deferred = true;
            countHeld();
            loop.eventLoop().execute(this::goOn);
        } else {
            adjustReading();
        }
    }

    private void goOn() {
        if (deferred && output.isTaken()) {
            deferred = false;
            paused = false;
            processHeld();
        }
    }

    private void processHeld() {
        ByteBuf rest = intake.take();
        if (rest != null) {
            clock.goesOn();
            process(rest);
            readComplete();
        }
        adjustReading();
    }

    // ---- from the server

    @Override
    public void deliver(ByteBuf bytes) {
        output.deliver(bytes);
    }

    @Override
    public void endOfRead() {
        flush();
        if (!channel.config().isAutoRead()) {
            adjustReading();
        }
        if (server == null) {
            return;
        }
        if (!output.isTaken()) {
            server.read(false);
        }
        if (relay.isStalled()) {
            settleDoubts();
            if (!server.outstanding().isInDoubt()) {
                // An error may have taken with it what the message waited for.
                ServerConnection from = server;
                forward(Unpooled.EMPTY_BUFFER);
                from.flush();
                adjustReading();
            }
        }
        if (farewell && server != null) {
            endAfterFarewell(); // An error may have taken with it what else would have been answered.
        }
    }

    /**
     * Asks the server how many Sync it has answered, where only that tells. A request that waits for that while the server is in COPY IN
     * is one that belongs in no COPY. Nothing is asked in the midst of a message.
     */
    private void settleDoubts() {
        if (relay.midFrame()) {
            return;
        }
        if (relay.isStalled() && server.outstanding().isCopyIn()) {
            server.requests().breakOffCopy(relay.stalledType());
            server.flush();
        } else if (server.outstanding().hasOnlyDoubts()) {
            ServerConnection asked = server;
            asked.requests().settleDoubts(error -> {
                if (server == asked) {
                    goOnAfterDoubts();
                }
            });
            server.flush();
        }
    }

    private void goOnAfterDoubts() {
        ServerConnection from = server;
        if (relay.isStalled()) {
            forward(Unpooled.EMPTY_BUFFER);
            from.flush();
        }
        if (server == from && farewell) {
            endAfterFarewell();
        } else if (server == from && from.isFree()) {
            endOwed = relay.midFrame();
            if (!endOwed) {
                transactionEnded(from);
            }
        }
        flush();
    }

    private void flush() {
        output.flush();
    }

    @Override
    public void readyForQuery(byte status, boolean drained) {
        ServerConnection from = server;
        long waited = clock.waitedNanos();
        long took = clock.queryEnded(status == 'I');
        if (sessions.slowNanos() >= 0) {
            relay.slow().answered(this, drained, waited + took >= sessions.slowNanos(), waited, took, clock.betweenNanos());
        }
        if (relay.isStalled()) {
            // What waited for this answer goes on, on the same server.
            forward(Unpooled.EMPTY_BUFFER);
            from.flush();
            if (!from.isDrained() || server != from) {
                return;
            }
        }
        if (!drained && from.outstanding().hasOnlyDoubts()) {
            endOwed = relay.midFrame();
            settleDoubts();
            return;
        }
        if (farewell) {
            endAfterFarewell();
            return;
        }
        if (status != 'I') {
            if (pool.mode() == PoolMode.STATEMENT) {
                from.close(DisconnectReason.STATEMENT_MODE);
                end(ErrorResponse.of("FATAL", SqlState.FEATURE_NOT_SUPPORTED, DisconnectReason.STATEMENT_MODE.text()),
                        DisconnectReason.STATEMENT_MODE.text());
            }
            return;
        }
        if (!drained || ending) {
            return;
        }
        if (relay.midFrame()) {
            // The server has refused a COPY of which data are still coming: it is free when the message under way is through.
            endOwed = true;
            return;
        }
        transactionEnded(from);
    }

    private void transactionEnded(ServerConnection from) {
        effects.transactionEnded();
        if (parameters.settle(from)) {
            letServerGo(from);
            return;
        }
        // What the client sends meanwhile waits, as it does while its parameters are restored.
        paused = true;
        parameters.ask(from, () -> {
            paused = false;
            if (server == from && !ending) {
                letServerGo(from);
                processHeld();
            }
        });
    }

    private void letServerGo(ServerConnection from) {
        if (pool.mode() != PoolMode.SESSION) {
            server = null;
            flush();
            if (sessions.isSuspended()) {
                suspend(true);
            } else if (!channel.config().isAutoRead()) {
                adjustReading();
            }
            pool.release(from, false, clock.activityNanos());
        } else if (from.closeNeeded() && pool.config().server().fastClose()) {
            end(configurationChanged(), configurationChanged().message());
        }
        if (draining) {
            endDrained();
        }
    }

    @Override
    public void synchronizationLost() {
        if (!ending) {
            ending = true;
            flush();
            close("protocol synchronization was lost");
        }
    }

    @Override
    public void commandCompleted(CommandTag tag) {
        if (tag == CommandTag.DEALLOCATE_ALL || tag == CommandTag.DISCARD_ALL) {
            // Not the unnamed one: that goes with a simple Query, which was noted when it was sent, and with nothing else.
            relay.statements().clear();
        }
        effects.completed(server, tag);
        parameters.completed(tag);
    }

    @Override
    public boolean parameterReported(String name, String value) {
        return parameters.reported(name, value);
    }

    @Override
    public void busy(boolean busy) {
        if (busy) {
            paused = true;
        } else {
            resume();
        }
    }

    @Override
    public void writable(boolean writable) {
        adjustReading();
    }

    @Override
    public void lost(ErrorResponse lastError) {
        ServerConnection from = server;
        server = null;
        if (ending) {
            return;
        }
        if (farewell) {
            ending = true;
            close(DisconnectReason.LOST.text());
            return;
        }
        if (intake.isHolding() && !requestSent && ++retries <= RETRIES) {
            // Nothing of the request has left: another server can have it.
            paused = false;
            processHeld();
        } else if (lastError != null && !requestSent) {
            // Said to the pooler's own query: the client has not heard them.
            end(lastError, DisconnectReason.LOST.text());
        } else if (lastError != null || from.isMidAnswer()) {
            // The client has the server's own last words already, or a part of a message in which others would be lost.
            ending = true;
            flush();
            close(DisconnectReason.LOST.text());
        } else {
            end(ErrorResponse.of("FATAL", SqlState.CONNECTION_FAILURE, DisconnectReason.LOST.text()), DisconnectReason.LOST.text());
        }
    }

    // ---- cancel

    @Override
    public void cancel(CancelConnection request) {
        request.isFor(pool, identity.user(), sessions);
        if (!ending && !paused && server != null && !server.isDrained()) {
            pool.cancels().cancel(server, pool.config().timeouts().cancelWait(), request);
            return;
        }
        if (!ending && state == ClientState.WAITING && pool.leave(this)) {
            failRequest(canceledByUser());
        } else if (!ending && (state == ClientState.WAITING || (paused && intake.isHolding()))) {
            canceled = true; // a server is on its way from another loop, or being brought to the client's parameters
        }
        request.ended();
    }

    private static ErrorResponse canceledByUser() {
        return ErrorResponse.of("ERROR", SqlState.QUERY_CANCELED, "canceling statement due to user request");
    }

    // ---- upkeep and end

    @Override
    public void checkTimeouts(long now) {
        Timeouts limits = pool.config().timeouts();
        if (ending) {
            return;
        }
        if (state == ClientState.WAITING) {
            long waited = now - ticket.sinceNanos();
            boolean queryTooLong = SessionClock.isOver(waited, limits.query());
            if (queryTooLong || SessionClock.isOver(waited, limits.queryWait())) {
                if (pool.leave(this)) {
                    enter(ClientState.ACTIVE);
                    if (!queryTooLong) {
                        stats.refused(RefusalReason.QUERY_WAIT_TIMEOUT.ordinal());
                    }
                    end(queryTooLong ? SessionClock.queryTimeout() : pool.waitedTooLong(), queryTooLong ? "query_timeout" : "query_wait_timeout");
                }
            } else if (!waitNoticed && SessionClock.isOver(waited, limits.queryWaitNotify())) {
                waitNoticed = true;
                output.reply(NoticeResponse.of("NOTICE", SqlState.SUCCESSFUL_COMPLETION,
                        "No server connection available in postgres backend, client being queued"));
                flush();
            }
        } else {
            ErrorResponse expired = clock.expired(server, limits, now);
            if (expired == null && pool.mode() == PoolMode.SESSION && server != null && server.closeNeeded() && server.isFree() && pool.config().server().fastClose()) {
                expired = configurationChanged();
            }
            if (expired != null) {
                end(expired, expired.message());
            }
        }
    }

    private static ErrorResponse configurationChanged() {
        return ErrorResponse.of("FATAL", SqlState.ADMIN_SHUTDOWN, "database configuration changed");
    }

    /** Ends the client at its next transaction boundary, with 57P01; now where it stands at one. */
    public void drain() {
        draining = true;
        if (server == null ? state == ClientState.ACTIVE : server.isFree() && !paused) {
            endDrained();
        }
    }

    private void endDrained() {
        end(shutdownError(), "shutting down");
    }

    /** What a client is told that has to leave: PostgreSQL's words, which drivers know. */
    public static ErrorResponse shutdownError() {
        return ErrorResponse.of("FATAL", SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command");
    }

    /** The database is no longer configured. */
    public void databaseRemoved() {
        end(ErrorResponse.of("FATAL", SqlState.ADMIN_SHUTDOWN, "database removed"), "database removed");
    }

    @Override
    public void suspend(boolean on) {
        suspended = on;
        adjustReading();
        if (!on && intake.isHolding() && !paused && state == ClientState.ACTIVE) {
            processHeld();
        }
    }

    /** SUSPEND, for one whose server others wait for: it goes on up to the end of its transaction. @return whether it stands still */
    boolean suspendAtBoundary() {
        boolean goesOn = server != null && pool.mode() != PoolMode.SESSION && pool.waiting() > 0;
        if (suspended == goesOn) {
            suspend(!goesOn);
        }
        return !goesOn;
    }

    @Override
    public void drop(String reason) {
        ending = true;
        close(reason);
        channel.close();
    }

    /** The first error holds. A client that has a part of an answer hears nothing: it would take the words for the rest of that. */
    @Override
    public void end(ErrorResponse error, String reason) {
        if (ending) {
            return;
        }
        ending = true;
        logClosing(reason);
        if (sessions.logsPoolerErrors()) {
            LOG.warn("{} pooler error: {}", this, error.message());
        }
        if (server == null || !server.isMidAnswer()) {
            stats.poolerSaid(error.sqlState());
            output.reply(error);
        }
        flush();
        leave();
    }

    /** The socket broke. */
    void lost(String reason) {
        if (!ending && staysForRequests()) {
            channel.close();
        } else {
            ending = true;
            close(reason);
        }
    }

    /** Whether it has asked for something and said farewell behind it. */
    private boolean staysForRequests() {
        return farewell || (intake.isHolding() && relay.holdTerminate(intake.peek()));
    }

    private void close(String reason) {
        logClosing(reason);
        leave();
    }

    private void logClosing(String reason) {
        if (sessions.logsDisconnections()) {
            LOG.info("{} closing because: {} (age={}s)", this, reason, clock.ageSeconds());
        }
    }

    private void leave() {
        letGo();
        if (output.isClosed()) {
            dispose();
        } else {
            output.close();
        }
    }

    /** Gives back server, place in the queue and buffers. */
    private void letGo() {
        pool.leave(this);
        intake.release();
        relay.release();
        ServerConnection linked = server;
        server = null;
        if (linked != null) {
            pool.abandon(linked, relay.midFrame(), pool.mode() == PoolMode.SESSION);
        }
    }

    /** The socket has closed. A client that has said farewell stays until what it asked for before has been done. */
    void closed() {
        output.closed();
        if (state == ClientState.CLOSED || (!ending && staysForRequests())) {
            if (server != null) {
                server.read(true); // Nobody takes the answers any more, and nobody has to wait for that.
            }
            return;
        }
        if (!ending) {
            ending = true;
            logClosing("client unexpected eof");
        }
        letGo();
        dispose();
    }

    private void dispose() {
        if (state != ClientState.CLOSED) {
            output.release();
            enter(ClientState.CLOSED);
            sessions.remove(this);
        }
    }

    @Override
    public String toString() {
        return "C-" + identity;
    }
}
