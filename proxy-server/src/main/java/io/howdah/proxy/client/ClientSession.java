package io.howdah.proxy.client;

import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.NoticeResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.SocketReport;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.RefusalReason;
import io.howdah.proxy.pool.WaitTicket;
import io.howdah.proxy.pool.Waiter;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stats.PoolStats;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One client that has logged in: turns each event into a step of its {@link SessionPhase}. All methods run on its loop.
 *
 * <pre>
 *   received ---> IDLE ---> Pool.checkout ---> granted --+--> RESTORING --> LINKED: ServerLink.forward ---> server
 *       |                      | WAITING: Intake holds   |
 *       +---> LINKED ----------------------------------- +
 *   ServerLink: ReadyForQuery with I and nothing outstanding ---> boundary ---> Pool.release
 * </pre>
 */
public final class ClientSession implements LinkOwner, SessionInput.Target, SessionEnd.Gone, Waiter, Cancelable {

    /** On how many servers a request is tried of which nothing has been sent. */
    private static final int TRIES = 3;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = NUMBERS.incrementAndGet();
    private final ClientIdentity identity;
    private final Loop loop;
    private final Channel channel;
    private final Pool pool;
    private final PoolStats stats;
    private final LoopClients clients;
    private final WaitTicket ticket = new WaitTicket(this);
    private final ParameterSync parameters;
    private final RequestRules rules;
    private final RequestRelay relay;
    private final ServerLink link;
    private final ClientOutput output;
    private final SessionInput input;
    private final SessionClock clock;
    private final SessionLimits limits;

    private final SessionProgress progress;
    private final SessionEnd ending;

    private boolean canceled;
    private int tries;

    /**
     * A session that is about to begin, on its client's loop.
     *
     * @param parameters the client's values, and what the client has been told of them
     * @param clients all clients of the loop
     */
    public ClientSession(
            ClientIdentity identity, Loop loop, Channel channel, Pool pool, ParameterSync parameters, SessionSettings settings, LoopClients clients) {
        this.identity = identity;
        this.loop = loop;
        this.channel = channel;
        this.pool = pool;
        this.stats = pool.stats(loop);
        this.clients = clients;
        this.parameters = parameters;
        this.output = new ClientOutput(channel, settings.ledger().unsent(), stats, this::drained);
        this.clock = new SessionClock(stats);
        this.limits = new SessionLimits(pool, clock, ticket);
        this.rules = new RequestRules(pool, settings, clients::slowNanos);
        SessionEffects effects = new SessionEffects(pool, parameters);
        this.relay = new RequestRelay(channel.alloc(), rules, effects, parameters, output);
        this.link = new ServerLink(this, rules, relay, effects, parameters, output, clock);
        this.progress = new SessionProgress(stats, () -> link.server() != null);
        this.input = new SessionInput(channel, settings.ledger().waiting(), progress, relay, link, output, this);
        this.ending = new SessionEnd(this, clients, clock, progress, link, output, this);
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
        return isWaiting() ? ticket.sinceNanos() : 0;
    }

    @Override
    public ClientReport report() {
        return new ClientReport(identity.processId(), identity.database(), identity.user(), "none", progress.state(), SocketReport.of(channel), server(),
                clock.connectedNanos(), clock.requestNanos(), waitingSinceNanos(), clock.queryNanos(), clock.transactionNanos(),
                clock.activityNanos(), parameters.told(), relay.statements().size(), input.intake().bytes(), relay.frameBytes());
    }

    /** Its pool. */
    public Pool pool() {
        return pool;
    }

    @Override
    public ClientState state() {
        return progress.state();
    }

    @Override
    public ServerConnection server() {
        return link.server();
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
        return progress.is(SessionPhase.WAITING);
    }

    /** The names it has given to statements. */
    public ClientStatements statements() {
        return relay.statements();
    }

    @Override
    public Pool queue() {
        return isWaiting() ? pool : null;
    }

    // ---- its phase

    /** Login is over: counted as active from now on. */
    public void begin() {
        progress.enter(SessionPhase.IDLE);
        stats.add(Counter.CLIENT_LOGIN_COUNT, 1);
        clients.add(this);
    }

    /** Tells the client what it has to know first; owns the bytes. */
    public void greet(ByteBuf messages) {
        output.greet(messages);
    }

    // ---- from the client

    /** Bytes from the client; owns them. */
    void received(ByteBuf in) {
        if (progress.isOver() || ending.isLeaving()) {
            in.release();
            return;
        }
        clock.received(in.readableBytes());
        input.received(in);
    }

    /** How many bytes of a read it takes now, at most. */
    int takes() {
        return input.takes();
    }

    @Override
    public void adjustReading() {
        input.adjust();
    }

    @Override
    public void process(ByteBuf in) {
        ServerConnection server = link.server();
        if (server == null) {
            ask(in);
        } else if (server.isFree() && !parameters.isInStep(server) && !restores()) {
            input.hold(in);
        } else {
            forward(in);
        }
    }

    /** Answers what needs no server, and asks for one where something does. */
    private void ask(ByteBuf in) {
        try {
            Walk walk = relay.withoutServer(in);
            if (walk == Walk.TERMINATED) {
                terminated();
            }
            if (walk != Walk.NEEDS_SERVER) {
                return;
            }
        } catch (ProtocolViolationException e) {
            violated(e);
            return;
        }
        input.intake().put(relay.rest());
        if (clients.isDraining() && !rules.keepsServer()) {
            end(ClientEnd.SHUTTING_DOWN);
            return;
        }
        limits.waitBegins();
        canceled = false;
        long now = clock.activityNanos();
        ServerConnection free = pool.checkout(this, now);
        if (free != null) {
            link(free, now, now);
        } else if (input.intake().isHolding()) {
            input.holdOn();
        }
    }

    private void forward(ByteBuf in) {
        tries = 0;
        link.forward(in);
    }

    private void forwardHeld() {
        ByteBuf bytes = input.intake().take();
        if (bytes != null) {
            forward(bytes);
        }
        input.adjustIfLeftAlone();
    }

    private void processHeld() {
        ByteBuf rest = input.intake().take();
        if (rest != null) {
            clock.goesOn();
            process(rest);
            readComplete();
        }
        input.adjust();
    }

    void readComplete() {
        if (link.server() != null) {
            link.server().flush();
        }
        output.flush();
    }

    /** Its socket takes no more, or takes some again. */
    void writabilityChanged() {
        if (link.server() != null && !output.isClosed()) {
            link.server().read(output.isTaken());
        }
        input.adjust();
        if (progress.is(SessionPhase.DEFERRED)) {
            loop.eventLoop().execute(this::goOn);
        }
    }

    /** All that the socket had not taken at once has left. */
    private void drained() {
        if (!progress.is(SessionPhase.CLOSED)) {
            writabilityChanged();
        }
    }

    /** Has gone while something of what it had sent was left in the socket. That is read up to its end, if there is room for it. */
    void hungUp() {
        if (!progress.isOver() && !input.isSuspended()) {
            input.hungUp();
        }
    }

    @Override
    public void terminated() {
        ending.terminated();
    }

    @Override
    public void violated(ProtocolViolationException violation) {
        ending.violated(violation);
    }

    @Override
    public boolean isLeaving() {
        return ending.isLeaving();
    }

    @Override
    public void endAfterFarewell() {
        ending.afterFarewell();
    }

    // ---- a server is found

    @Override
    public void mustWait() {
        progress.enter(SessionPhase.WAITING);
    }

    @Override
    public boolean granted(ServerConnection free) {
        if (!progress.is(SessionPhase.WAITING)) {
            return false;
        }
        if (canceled) {
            failRequest(canceledByUser());
            return false;
        }
        link(free, ticket.sinceNanos(), System.nanoTime());
        if (link.server() != null) {
            link.server().flush();
        }
        output.flush();
        return true;
    }

    private void link(ServerConnection free, long waitingSinceNanos, long now) {
        clock.linked(waitingSinceNanos, now);
        link.begin(free, number);
        if (restores()) {
            forwardHeld();
        }
    }

    /** @return whether the client's bytes may follow at once */
    private boolean restores() {
        boolean now = link.bringInStep();
        progress.enter(now ? SessionPhase.LINKED : SessionPhase.RESTORING);
        return now;
    }

    @Override
    public void mayGoOn() {
        if (progress.is(SessionPhase.RESTORING) && canceled && !rules.keepsServer() && link.server().isFree()) {
            ServerConnection unused = link.end();
            canceled = false;
            pool.release(unused, false, System.nanoTime());
            failRequest(canceledByUser());
        } else if (progress.is(SessionPhase.RESTORING) || progress.is(SessionPhase.RETRYING)) {
            progress.enter(SessionPhase.LINKED);
            forwardHeld();
            if (link.server() != null) {
                link.server().flush();
            }
        }
        output.flush();
    }

    @Override
    public void valuesRefused(ErrorResponse error) {
        end(error.withSeverity("FATAL"), DisconnectReason.PARAMETERS.text());
    }

    @Override
    public void refused(RefusalReason reason, ErrorResponse error) {
        if (!progress.is(SessionPhase.WAITING)) {
            return;
        }
        stats.refused(reason.ordinal());
        if ("FATAL".equals(error.severity())) {
            endWaiting(error, error.message());
        } else {
            failRequest(error);
        }
    }

    /** Answers the request at hand with an error, as a server would; what the client sent behind it goes on. */
    private void failRequest(ErrorResponse error) {
        output.fail(error);
        input.intake().put(relay.dropRequest(input.intake().take()));
        output.flush();
        if (input.intake().isHolding()) {
            // Not here and now: each request of a long pipeline may be refused in its turn, and only as fast as the client hears of it.
            progress.enter(SessionPhase.DEFERRED);
            input.count();
            loop.eventLoop().execute(this::goOn);
        } else {
            progress.enter(SessionPhase.IDLE);
            input.adjust();
            if (clients.isDraining()) {
                end(ClientEnd.SHUTTING_DOWN);
            }
        }
    }

    private void goOn() {
        if (progress.is(SessionPhase.DEFERRED) && output.isTaken()) {
            progress.enter(SessionPhase.IDLE);
            processHeld();
        }
    }

    // ---- from the server

    @Override
    public void answersDelivered() {
        output.flush();
        input.adjustIfLeftAlone();
    }

    @Override
    public void inTransaction() {
        if (rules.endsWithTransactionBlock()) {
            link.server().close(DisconnectReason.STATEMENT_MODE);
            end(ClientEnd.STATEMENT_MODE);
        }
    }

    @Override
    public void settling() {
        progress.enter(SessionPhase.SETTLING);
    }

    @Override
    public void settled() {
        if (!progress.isOver()) {
            progress.enter(SessionPhase.LINKED);
            boundary();
            if (!progress.isOver() && !input.isSuspended()) {
                processHeld();
            }
        }
    }

    @Override
    public void boundary() {
        if (!rules.keepsServer()) {
            ServerConnection free = link.end();
            progress.enter(SessionPhase.IDLE);
            output.flush();
            if (clients.isSuspended()) {
                suspend(true);
            } else {
                input.adjustIfLeftAlone();
            }
            pool.release(free, false, clock.activityNanos());
        } else if (limits.endsWithServer(link.server())) {
            end(ClientEnd.CONFIG_CHANGED);
        }
        if (clients.isDraining()) {
            end(ClientEnd.SHUTTING_DOWN);
        }
    }

    @Override
    public void retrying() {
        progress.enter(SessionPhase.RETRYING);
    }

    @Override
    public void synchronizationLost() {
        if (!progress.isOver()) {
            endSilently(ClientEnd.SYNCHRONIZATION_LOST);
        }
    }

    @Override
    public void lost(ServerConnection from, boolean requestSent, ErrorResponse lastError) {
        if (progress.isOver()) {
            return;
        }
        if (ending.isLeaving()) {
            endSilently(ClientEnd.SERVER_LOST);
        } else if (input.intake().isHolding() && !requestSent && ++tries <= TRIES) {
            // Nothing of the request has left: another server can have it.
            progress.enter(SessionPhase.IDLE);
            processHeld();
        } else if (lastError != null && !requestSent) {
            // Said to the pooler's own query: the client has not heard them.
            end(lastError, ClientEnd.SERVER_LOST.log());
        } else if (lastError != null || from.isMidAnswer()) {
            // The client has the server's own last words already, or a part of a message in which others would be lost.
            endSilently(ClientEnd.SERVER_LOST);
        } else {
            end(ClientEnd.SERVER_LOST);
        }
    }

    // ---- cancel

    @Override
    public void cancel(CancelConnection request) {
        request.isFor(pool, identity.user(), clients);
        if (progress.is(SessionPhase.LINKED) && !link.server().isDrained()) {
            pool.cancels().cancel(link.server(), pool.config().timeouts().cancelWait(), request);
            return;
        }
        if (progress.is(SessionPhase.WAITING) && pool.leave(this)) {
            failRequest(canceledByUser());
        } else if (progress.is(SessionPhase.WAITING) || (progress.phase().holdsBytes() && input.intake().isHolding())) {
            canceled = true; // a server is on its way from another loop, or being brought to the client's parameters
        }
        request.ended();
    }

    private static ErrorResponse canceledByUser() {
        return ErrorResponse.of("ERROR", SqlState.QUERY_CANCELED, "canceling statement due to user request");
    }

    // ---- upkeep

    @Override
    public void checkTimeouts(long now) {
        if (progress.isOver()) {
            return;
        }
        if (progress.is(SessionPhase.WAITING)) {
            if (limits.waitedPastQueryTimeout(now)) {
                if (pool.leave(this)) {
                    endWaiting(SessionClock.queryTimeout(), "query_timeout");
                }
            } else if (limits.waitedPastWaitTimeout(now)) {
                if (pool.leave(this)) {
                    stats.refused(RefusalReason.QUERY_WAIT_TIMEOUT.ordinal());
                    endWaiting(pool.waitedTooLong(), "query_wait_timeout");
                }
            } else if (limits.mustNotice(now)) {
                output.reply(NoticeResponse.of("NOTICE", SqlState.SUCCESSFUL_COMPLETION,
                        "No server connection available in postgres backend, client being queued"));
                output.flush();
            }
            return;
        }
        ErrorResponse passed = limits.ofOthers(link.server(), now);
        if (passed != null) {
            end(passed, passed.message());
        }
    }

    /** Ends the client at its next transaction boundary, with 57P01; now where it stands at one. */
    public void drain() {
        if (progress.is(SessionPhase.IDLE) || progress.is(SessionPhase.DEFERRED) || (progress.is(SessionPhase.LINKED) && link.server().isFree())) {
            end(ClientEnd.SHUTTING_DOWN);
        }
    }

    /** What a client is told that has to leave. */
    public static ErrorResponse shutdownError() {
        return ClientEnd.SHUTTING_DOWN.error();
    }

    /** The database is no longer configured. */
    public void databaseRemoved() {
        end(ClientEnd.DATABASE_REMOVED);
    }

    @Override
    public void suspend(boolean on) {
        input.suspend(on);
        if (!on && input.intake().isHolding() && (progress.is(SessionPhase.IDLE) || progress.is(SessionPhase.LINKED))) {
            processHeld();
        }
    }

    /** SUSPEND, for one whose server others wait for: it goes on up to the end of its transaction. @return whether it stands still */
    boolean suspendAtBoundary() {
        boolean goesOn = link.server() != null && !rules.keepsServer() && pool.waiting() > 0;
        if (input.isSuspended() == goesOn) {
            suspend(!goesOn);
        }
        return !goesOn;
    }

    // ---- end

    @Override
    public void drop(String reason) {
        ending.silently(reason);
        channel.close();
    }

    private void end(ClientEnd why) {
        end(why.error(), why.log());
    }

    @Override
    public void end(ErrorResponse error, String reason) {
        ending.withError(error, reason);
    }

    /** The same of one that waits no longer. */
    private void endWaiting(ErrorResponse error, String reason) {
        progress.enter(SessionPhase.IDLE);
        end(error, reason);
    }

    /** The socket broke, or is of no use any more. */
    @Override
    public void lost() {
        if (!progress.isOver() && staysForRequests()) {
            channel.close();
        } else {
            endSilently(ClientEnd.CLIENT_EOF);
        }
    }

    /** Whether it has asked for something and said farewell behind it. */
    private boolean staysForRequests() {
        return ending.isLeaving() || (input.intake().isHolding() && relay.holdTerminate(input.intake().peek()));
    }

    private void endSilently(ClientEnd why) {
        ending.silently(why.log());
    }

    @Override
    public void letGo() {
        pool.leave(this);
        input.intake().release();
        relay.release();
        ServerConnection linked = link.end();
        if (linked != null) {
            pool.abandon(linked, relay.midFrame(), rules.keepsServer());
        }
    }

    /** The socket has closed. A client that has said farewell stays until what it asked for before has been done. */
    void closed() {
        output.closed();
        if (progress.is(SessionPhase.CLOSED) || (!progress.isOver() && staysForRequests())) {
            if (link.server() != null) {
                link.server().read(true); // Nobody takes the answers any more, and nobody has to wait for that.
            }
            return;
        }
        ending.withItsSocket();
    }

    @Override
    public void disposed() {
        clients.remove(this);
    }

    @Override
    public String toString() {
        return "C-" + identity;
    }
}
