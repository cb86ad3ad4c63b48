package io.howdah.proxy.client;

import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.session.ClientParameters;
import io.howdah.proxy.session.StatementEffects;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stats.PoolStats;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One client that has logged in: turns each event into a step of its {@link SessionPhase}. All methods run on the client's loop.
 *
 * <pre>
 *   received ---> IDLE ---> Pool.checkout ---> granted --+--> RESTORING --> LINKED: ServerLink.forward ---> server
 *       |          | ^         | WAITING: Intake holds   |
 *       |          v |                                   |
 *       |         LOOKING_UP: AnswerSearch               |
 *       +---> LINKED ----------------------------------- +
 *   ServerLink: ReadyForQuery with I and nothing outstanding ---> boundary ---> Pool.release
 * </pre>
 */
public final class ClientSession implements LinkOwner, SessionInput.Target, SessionEnd.Gone, ServerSearch.Seeker, Cancelable {

    /** How many further servers may get a request of which nothing has been sent. */
    private static final int TRIES = 3;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = NUMBERS.incrementAndGet();
    private final Channel channel;
    private final Pool pool;
    private final LoopClients clients;
    private final ClientParameters parameters;
    private final RequestRules rules;
    private final RequestRelay relay;
    private final ServerLink link;
    private final ClientOutput output;
    private final SessionClock clock;
    private final SessionLimits limits;
    private final SessionProgress progress;
    private final SessionInput input;
    private final SessionEnd ending;
    private final AnswerSearch answers;
    private final ServerSearch search;
    private final LoggedInClient client;
    private int tries;

    /**
     * A session that is about to begin, on its client's loop.
     *
     * @param parameters the client's values, and the values that the client has been told
     * @param clients all clients of the loop
     */
    public ClientSession(
            ClientIdentity identity, Channel channel, Pool pool, ClientParameters parameters, SessionSettings settings,
            LoopClients clients) {
        PoolStats stats = pool.stats(clients.loop());
        this.channel = channel;
        this.pool = pool;
        this.clients = clients;
        this.parameters = parameters;
        this.output = new ClientOutput(channel, settings.ledger().unsent(), stats, this::drained);
        this.clock = new SessionClock(stats);
        this.rules = new RequestRules(pool, settings, parameters, clients::slowNanos, clients.cache());
        this.limits = new SessionLimits(pool, rules, clock);
        StatementEffects effects = new StatementEffects(pool.defaults(), parameters);
        this.relay = new RequestRelay(channel.alloc(), rules, effects, parameters, output);
        this.link = new ServerLink(this, rules, relay, effects, parameters, output, clock);
        this.progress = new SessionProgress(stats, () -> link.server() != null);
        this.input = new SessionInput(channel, settings.ledger().waiting(), clock, progress, relay, link, output, this);
        this.ending = new SessionEnd(identity, clients.logs(), clock, progress, input, link, output, this);
        this.answers = new AnswerSearch(clients, rules, relay, link, output, clock, limits, progress, this::lookedUp);
        this.search = new ServerSearch(clients, pool, limits, progress, relay, answers, output, input, ending, this);
        this.client = new LoggedInClient(identity, channel, pool, parameters, rules, relay, link, clock, limits, progress, input,
                ending, search, answers);
    }

    @Override
    public LoggedInClient client() {
        return client;
    }

    @Override
    public Loop loop() {
        return clients.loop();
    }

    // ---- its phase

    /** Login is over: from now on SHOW POOLS counts the client as active. */
    public void begin() {
        progress.enter(SessionPhase.IDLE);
        pool.stats(loop()).add(Counter.CLIENT_LOGIN_COUNT, 1);
        clients.add(client);
    }

    /** Sends the messages that end the login; owns the bytes. */
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
        input.received(in);
    }

    /** How many bytes the session accepts of one read now, at most. */
    int takes() {
        return progress.isOver() ? Integer.MAX_VALUE : input.takes();
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
        } else if (server.isFree() && !parameters.isInStep(server.session()) && !restores()) {
            input.hold(in);
        } else {
            forward(in);
        }
    }

    /** Answers requests that need no server, and asks the pool for a server at the first request that needs it. */
    private void ask(ByteBuf in) {
        Walk walk;
        try {
            walk = answers.walk(in);
        } catch (ProtocolViolationException e) {
            violated(e);
            return;
        }
        if (walk == Walk.TERMINATED) {
            terminated();
        }
        if (walk != Walk.NEEDS_SERVER) {
            return;
        }
        input.intake().put(answers.rest());
        if (answers.mustWait()) {
            input.holdOn();
            return;
        }
        if (clients.isDraining() && !rules.keepsServer() && !answers.hasWaited()) {
            ending.with(ClientEnd.SHUTTING_DOWN);
            return;
        }
        long now = clock.activityNanos();
        long waited = answers.waitedNanos(now);
        ServerConnection free = search.begin(now, waited);
        if (free != null) {
            link(free, now - waited, now);
        } else if (input.intake().isHolding()) {
            input.holdOn();
        }
    }

    /** The wait for an answer is over: the intake has the request, which now gets its answer, or needs a server. */
    private void lookedUp() {
        progress.enter(SessionPhase.IDLE);
        input.processHeld();
        if (clients.isDraining() && progress.is(SessionPhase.IDLE)) {
            ending.with(ClientEnd.SHUTTING_DOWN);
        }
    }

    private void forward(ByteBuf in) {
        tries = 0;
        answers.requestLeaves();
        link.forward(in);
    }

    private void forwardHeld() {
        ByteBuf bytes = input.intake().take();
        if (bytes != null) {
            forward(bytes);
        }
        input.adjustIfLeftAlone();
    }

    @Override
    public void readComplete() {
        if (link.server() != null) {
            link.server().flush();
        }
        output.flush();
    }

    /** The client's socket takes no more bytes, or takes bytes again. */
    void writabilityChanged() {
        if (link.server() != null && !output.isClosed()) {
            link.readAnswers(output.isTaken());
        }
        input.adjust();
        search.goOnSoon();
    }

    /** Every byte that had to wait for the client's socket has left. */
    private void drained() {
        if (!progress.is(SessionPhase.CLOSED)) {
            writabilityChanged();
        }
    }

    /** The client has hung up with data left in its socket. The session reads the data to the end, if there is room for them. */
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
    public void found(ServerConnection free) {
        link(free, search.sinceNanos(), System.nanoTime());
        readComplete();
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
        if (progress.is(SessionPhase.RESTORING) && search.isCanceled() && !rules.keepsServer() && link.linked().isFree()) {
            ServerConnection unused = link.linked();
            link.end();
            pool.release(unused, false, System.nanoTime());
            search.failCanceled();
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
        ending.withError(error.withSeverity("FATAL"), DisconnectReason.PARAMETERS.text());
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
            link.linked().close(DisconnectReason.STATEMENT_MODE);
            ending.with(ClientEnd.STATEMENT_MODE);
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
                input.processHeld();
            }
        }
    }

    @Override
    public void boundary() {
        if (!rules.keepsServer()) {
            ServerConnection free = link.linked();
            link.end();
            progress.enter(SessionPhase.IDLE);
            output.flush();
            if (clients.isSuspended()) {
                input.suspend(true);
            } else {
                input.adjustIfLeftAlone();
            }
            pool.release(free, false, clock.activityNanos());
        } else if (limits.endsWithServer(link.linked())) {
            ending.with(ClientEnd.CONFIG_CHANGED);
        }
        if (clients.isDraining()) {
            ending.with(ClientEnd.SHUTTING_DOWN);
        }
    }

    @Override
    public void retrying() {
        progress.enter(SessionPhase.RETRYING);
    }

    @Override
    public void synchronizationLost() {
        if (!progress.isOver()) {
            ending.with(ClientEnd.SYNCHRONIZATION_LOST);
        }
    }

    @Override
    public void lost(ServerConnection from, boolean requestSent, @Nullable ErrorResponse lastError) {
        if (progress.isOver()) {
            return;
        }
        if (ending.isLeaving()) {
            ending.silently(ClientEnd.SERVER_LOST.log());
        } else if (input.intake().isHolding() && !requestSent && ++tries <= TRIES) {
            // Nothing of the request has been sent: another server can run the request.
            progress.enter(SessionPhase.IDLE);
            input.processHeld();
        } else if (lastError != null && !requestSent) {
            // The server said its last error to the pooler's own query, so the client has not got the error.
            ending.withError(lastError, ClientEnd.SERVER_LOST.log());
        } else if (lastError != null || from.isMidAnswer()) {
            // The client has the server's last error already, or a part of a message that would swallow any further error.
            ending.silently(ClientEnd.SERVER_LOST.log());
        } else {
            ending.with(ClientEnd.SERVER_LOST);
        }
    }

    // ---- cancel

    @Override
    public void cancel(CancelConnection request) {
        request.isFor(pool, client.user(), clients);
        if (progress.is(SessionPhase.LINKED) && !link.linked().isDrained()) {
            pool.cancels().cancel(link.linked(), pool.config().timeouts().cancelWait(), request);
            return;
        }
        search.cancel();
        request.ended();
    }

    // ---- end

    /** The client's socket has failed, or is of no further use. */
    @Override
    public void lost() {
        if (!progress.isOver() && staysForRequests()) {
            channel.close();
        } else {
            ending.with(ClientEnd.CLIENT_EOF);
        }
    }

    /** Whether the client's requests must still be carried out, as PostgreSQL carries out all requests before a Terminate. */
    private boolean staysForRequests() {
        ByteBuf waiting = input.intake().peek();
        return ending.isLeaving() || (waiting != null && relay.holdTerminate(waiting));
    }

    @Override
    public void letGo() {
        answers.leave();
        search.leave();
        input.intake().release();
        relay.release();
        ServerConnection linked = link.end();
        if (linked != null) {
            pool.abandon(linked, relay.midFrame(), rules.keepsServer());
        }
    }

    /** The client's socket has closed. After its farewell a client stays until its requests have been carried out. */
    void closed() {
        output.closed();
        if (progress.is(SessionPhase.CLOSED) || (!progress.isOver() && staysForRequests())) {
            if (link.server() != null) {
                link.server().read(true); // The client takes no answers any more, so the server need not wait for the client.
            }
            search.goOnSoon();
            return;
        }
        ending.withItsSocket();
    }

    @Override
    public void disposed() {
        clients.remove(client);
    }

    @Override
    public String toString() {
        return client.toString();
    }
}
