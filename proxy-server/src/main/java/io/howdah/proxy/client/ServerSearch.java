package io.howdah.proxy.client;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.NoticeResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.RefusalReason;
import io.howdah.proxy.pool.WaitTicket;
import io.howdah.proxy.pool.Waiter;
import io.howdah.proxy.proxied.ProxyHeader;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.stats.PoolStats;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One client's search for a server: asks the pool and waits in the pool's queue. A search ends with a server, with an error for
 * the current request, or with the client's end. A client has one search object, which serves for each search in turn.
 */
final class ServerSearch implements Waiter {

    /** The session that searches. */
    interface Seeker {
        /** The client has waited, and gets this server. */
        void found(ServerConnection free);
    }

    private final Loop loop;
    private final Pool pool;
    private final PoolStats stats;
    private final LoopState clients;
    private final SessionLimits limits;
    private final SessionProgress progress;
    private final RequestRelay relay;
    private final AnswerSearch answers;
    private final ClientOutput output;
    private final SessionInput input;
    private final SessionEnd ending;
    private final Seeker seeker;
    private final WaitTicket ticket = new WaitTicket(this);
    private long beforeNanos;
    private boolean canceled;

    /** @param clients all clients of the loop */
    ServerSearch(LoopState clients, Pool pool, SessionLimits limits, SessionProgress progress, RequestRelay relay,
            AnswerSearch answers, ClientOutput output, SessionInput input, SessionEnd ending, Seeker seeker) {
        this.loop = clients.loop();
        this.pool = pool;
        this.stats = pool.stats(loop);
        this.clients = clients;
        this.limits = limits;
        this.progress = progress;
        this.relay = relay;
        this.answers = answers;
        this.output = output;
        this.input = input;
        this.ending = ending;
        this.seeker = seeker;
    }

    /**
     * Asks the pool for a server. The intake holds the client's bytes.
     *
     * @param now System.nanoTime(), of a moment ago
     * @param before for how long the request has waited already, for an answer that needs no server
     * @return the server; null if the client waits from now on, or the pool has refused the client
     */
    @Nullable
    ServerConnection begin(long now, long before) {
        limits.waitBegins();
        canceled = false;
        beforeNanos = before;
        return pool.checkout(this, now);
    }

    @Override
    public ProxyHeader announced() {
        return output.announced();
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

    /** When the client's last wait began, System.nanoTime(). */
    long sinceNanos() {
        return ticket.sinceNanos() - beforeNanos;
    }

    // ---- what the pool says

    @Override
    public void mustWait() {
        progress.enter(SessionPhase.WAITING);
    }

    @Override
    public boolean granted(ServerConnection free) {
        if (!isWaiting()) {
            return false;
        }
        if (canceled) {
            failCanceled();
            return false;
        }
        seeker.found(free);
        return true;
    }

    @Override
    public void refused(RefusalReason reason, ErrorResponse error) {
        if (!isWaiting()) {
            return;
        }
        stats.refused(reason.ordinal());
        if ("FATAL".equals(error.severity())) {
            end(error, error.message());
        } else {
            fail(error);
        }
    }

    // ---- what else may end it

    /** Leaves the queue. @return whether the client stood in the queue */
    boolean leave() {
        return pool.leave(this);
    }

    /** A cancel request has come, and the client has no server that works for it. */
    void cancel() {
        if (answers.isWaiting()) {
            answers.leave();
            failCanceled();
        } else if (isWaiting() && leave()) {
            failCanceled();
        } else if (isWaiting() || (progress.phase().holdsBytes() && input.intake().isHolding())) {
            canceled = true; // A server is moving from another loop, or takes the client's values.
        }
    }

    /** Whether a cancel request has come since the search began. */
    boolean isCanceled() {
        return canceled;
    }

    /** Answers the current request as PostgreSQL answers a cancelled query. */
    void failCanceled() {
        canceled = false;
        fail(ErrorResponse.of("ERROR", SqlState.QUERY_CANCELED, "canceling statement due to user request"));
    }

    /** Applies query_timeout, query_wait_timeout and query_wait_notify to a waiting client. @param now System.nanoTime() */
    void checkTimeouts(long now) {
        long waited = now - sinceNanos();
        if (limits.isPastQueryTimeout(waited)) {
            if (leave()) {
                end(SessionClock.queryTimeout(), "query_timeout");
            }
        } else if (limits.isPastWaitTimeout(waited)) {
            if (leave()) {
                stats.refused(RefusalReason.QUERY_WAIT_TIMEOUT.ordinal());
                end(pool.waitedTooLong(), "query_wait_timeout");
            }
        } else if (limits.mustNotice(waited)) {
            output.reply(NoticeResponse.of("NOTICE", SqlState.SUCCESSFUL_COMPLETION,
                    "No server connection available in postgres backend, client being queued"));
            output.flush();
        }
    }

    private void end(ErrorResponse error, @Nullable String reason) {
        progress.enter(SessionPhase.IDLE);
        ending.withError(error, reason);
    }

    /** Answers the current request with an error, as a server would. The requests behind it go on. */
    private void fail(ErrorResponse error) {
        answers.unserved();
        output.fail(error);
        ByteBuf request = input.intake().take();
        assert request != null : "a client looks for a server with a request";
        input.intake().put(relay.dropRequest(request));
        output.flush();
        if (input.intake().isHolding()) {
            // Not at once: the pool may refuse each request of a long pipeline, and no faster than the client reads the errors.
            progress.enter(SessionPhase.DEFERRED);
            input.count();
            goOnSoon();
        } else {
            progress.enter(SessionPhase.IDLE);
            input.adjust();
            if (clients.isDraining()) {
                ending.with(ClientEnd.SHUTTING_DOWN);
            }
        }
    }

    /**
     * Handles the requests behind a refused request in the next turn of the loop, or later if the client does not read its
     * answers.
     */
    void goOnSoon() {
        if (progress.is(SessionPhase.DEFERRED)) {
            loop.eventLoop().execute(this::goOn);
        }
    }

    private void goOn() {
        if (progress.is(SessionPhase.DEFERRED) && output.isTaken()) {
            progress.enter(SessionPhase.IDLE);
            input.processHeld();
        }
    }
}
