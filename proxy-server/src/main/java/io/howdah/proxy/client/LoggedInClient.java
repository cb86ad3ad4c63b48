package io.howdah.proxy.client;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.SocketReport;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.session.ClientParameters;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * One client that has logged in, as an operator sees the client: SHOW CLIENTS lists it, and time limits, SUSPEND, KILL_CLIENT, a
 * reload and a shutdown act on it.
 */
public final class LoggedInClient implements Client {

    private final ClientIdentity identity;
    private final Channel channel;
    private final Pool pool;
    private final ClientParameters parameters;
    private final RequestRules rules;
    private final RequestRelay relay;
    private final ServerLink link;
    private final SessionClock clock;
    private final SessionLimits limits;
    private final SessionProgress progress;
    private final SessionInput input;
    private final SessionEnd ending;
    private final ServerSearch search;
    private final AnswerSearch answers;

    LoggedInClient(ClientIdentity identity, Channel channel, Pool pool, ClientParameters parameters, RequestRules rules,
            RequestRelay relay, ServerLink link, SessionClock clock, SessionLimits limits, SessionProgress progress,
            SessionInput input, SessionEnd ending, ServerSearch search, AnswerSearch answers) {
        this.identity = identity;
        this.channel = channel;
        this.pool = pool;
        this.parameters = parameters;
        this.rules = rules;
        this.relay = relay;
        this.link = link;
        this.clock = clock;
        this.limits = limits;
        this.progress = progress;
        this.input = input;
        this.ending = ending;
        this.search = search;
        this.answers = answers;
    }

    // ---- who it is, and what it does

    @Override
    public int id() {
        return identity.processId();
    }

    @Override
    public String user() {
        return identity.user();
    }

    @Override
    public @Nullable String applicationName() {
        return parameters.told().get("application_name");
    }

    @Override
    public String database() {
        return identity.database();
    }

    /** The client's pool. */
    public Pool pool() {
        return pool;
    }

    /** The names that the client has given to statements. */
    public ClientStatements statements() {
        return relay.statements();
    }

    @Override
    public ClientState state() {
        return progress.state();
    }

    @Override
    public @Nullable ServerConnection server() {
        return link.server();
    }

    @Override
    public boolean isWaiting() {
        return search.isWaiting() || answers.isWaiting();
    }

    @Override
    public long waitingSinceNanos() {
        return search.isWaiting() ? search.sinceNanos() : answers.sinceNanos();
    }

    @Override
    public @Nullable Pool queue() {
        return search.isWaiting() ? pool : null;
    }

    @Override
    public ClientReport report() {
        return new ClientReport(identity.processId(), identity.database(), identity.user(), "none", progress.state(),
                SocketReport.of(channel), server(), clock.connectedNanos(), clock.requestNanos(), waitingSinceNanos(),
                clock.queryNanos(), clock.transactionNanos(), clock.activityNanos(), parameters.told(), relay.statements().size(),
                input.intake().bytes(), relay.frameBytes());
    }

    // ---- what is done to it

    @Override
    public void checkTimeouts(long now) {
        if (progress.isOver()) {
            return;
        }
        if (search.isWaiting()) {
            search.checkTimeouts(now);
            return;
        }
        if (answers.isWaiting()) {
            answers.checkLimits(now);
            return;
        }
        ErrorResponse passed = limits.ofOthers(link.server(), now);
        if (passed != null) {
            end(passed, passed.message());
        }
    }

    @Override
    public void suspend(boolean on) {
        input.suspend(on);
    }

    /**
     * Suspends the client, unless it is in a transaction and other clients wait for a server.
     *
     * @return whether the client is suspended
     */
    boolean suspendAtBoundary() {
        boolean goesOn = link.server() != null && !rules.keepsServer() && pool.waiting() > 0;
        if (input.isSuspended() == goesOn) {
            suspend(!goesOn);
        }
        return !goesOn;
    }

    /**
     * Ends the client with 57P01 if it stands between two transactions. Otherwise {@link ClientSession#boundary} does so later, or
     * the session when its client has got the answer that it waits for.
     */
    void drain() {
        if (progress.is(SessionPhase.IDLE) || progress.is(SessionPhase.DEFERRED)
                || (progress.is(SessionPhase.LINKED) && link.linked().isFree())) {
            ending.with(ClientEnd.SHUTTING_DOWN);
        }
    }

    /** Ends the client at once: the pooler ends. */
    void shutDown() {
        ending.with(ClientEnd.SHUTTING_DOWN);
    }

    /** Ends the client: its database is no longer configured. */
    public void databaseRemoved() {
        ending.with(ClientEnd.DATABASE_REMOVED);
    }

    @Override
    public void drop(String reason) {
        ending.silently(reason);
        channel.close();
    }

    @Override
    public void end(ErrorResponse error, @Nullable String reason) {
        ending.withError(error, reason);
    }

    @Override
    public String toString() {
        return identity.logName();
    }
}
