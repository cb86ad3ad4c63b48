package io.howdah.proxy.client;

import io.howdah.proxy.cache.CachedAnswer;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One client's search for an answer that needs no server: asks the result cache, and waits a while if another client has asked
 * PostgreSQL the same question already, or if the answer may be outside of this process. A search ends with the answer, with the
 * search for a server, or with the client's end. No request waits twice. A client has one search object, which serves for each
 * request in turn.
 */
final class AnswerSearch implements LookUp.Waiter {

    private final LoopState clients;
    private final RequestRules rules;
    private final RequestRelay relay;
    private final ServerLink link;
    private final ClientOutput output;
    private final SessionClock clock;
    private final SessionLimits limits;
    private final SessionProgress progress;
    private final Runnable lookedUp;
    private @Nullable CachedAnswers answers;
    private @Nullable ByteBuf rest;
    /** What the request at hand waits for, or is about to wait for. */
    private @Nullable LookUp waiting;
    /** What the request at hand has waited for. */
    private @Nullable LookUp waited;

    /**
     * No search yet.
     *
     * @param clients all clients of the loop
     * @param lookedUp called when a wait is over, while the intake still has the request
     */
    AnswerSearch(LoopState clients, RequestRules rules, RequestRelay relay, ServerLink link, ClientOutput output,
            SessionClock clock, SessionLimits limits, SessionProgress progress, Runnable lookedUp) {
        this.clients = clients;
        this.rules = rules;
        this.relay = relay;
        this.link = link;
        this.output = output;
        this.clock = clock;
        this.limits = limits;
        this.progress = progress;
        this.lookedUp = lookedUp;
    }

    // ---- the request at hand

    /**
     * Answers the requests that need no server, up to the first that does, or whose answer the client must wait for. Owns the
     * bytes.
     *
     * @return DONE, TERMINATED, or NEEDS_SERVER; then {@link #rest} has the remaining bytes, and {@link #mustWait} says what follows
     */
    Walk walk(ByteBuf in) {
        Walk walk = relay.withoutServer(in);
        rest = relay.rest();
        while (rest != null && isGiven(rest)) {
            ByteBuf behind = rest;
            rest = null;
            walk = relay.withoutServer(behind);
            rest = relay.rest();
        }
        return walk;
    }

    /** Takes the bytes that a walk with the result NEEDS_SERVER has left. */
    @Nullable
    ByteBuf rest() {
        ByteBuf left = rest;
        rest = null;
        return left;
    }

    /**
     * Answers the request at the reader index, if its answer is there. The index then stands behind the request.
     *
     * @return false if the client must wait for the answer, or needs a server
     */
    private boolean isGiven(ByteBuf bytes) {
        if (!mayBeGiven()) {
            link.records(null); // A request that never got a server may have left its recording behind.
            return false;
        }
        CachedAnswers asked = answers;
        if (asked == null) {
            asked = new CachedAnswers(clients, rules.scope(), relay.requests(), link, output, this);
            answers = asked;
        }
        if (asked.answers(bytes, clock.activityNanos(), waited)) {
            waited = null;
            return true;
        }
        waiting = asked.takeWait();
        return false;
    }

    /** A client that has waited gets its answer even though the pooler ends. */
    private boolean mayBeGiven() {
        return clients.cache().isOn() && !rules.keepsServer() && !rules.hasSeveralHosts()
                && (waited != null || !clients.isDraining()) && !output.isClosed() && output.isTaken();
    }

    /** Whether the request must wait for its answer: then the client is LOOKING_UP from now on. The intake has the request. */
    boolean mustWait() {
        if (waiting == null) {
            return false;
        }
        progress.enter(SessionPhase.LOOKING_UP);
        return true;
    }

    /** Whether the request has waited for its answer, in vain. */
    boolean hasWaited() {
        return waited != null;
    }

    /** For how long the request has waited for its answer. @param now System.nanoTime() */
    long waitedNanos(long now) {
        return waited == null ? 0 : now - waited.sinceNanos();
    }

    /** The request is being sent to a server: the next one may wait anew. */
    void requestLeaves() {
        waited = null;
    }

    /** The request gets an error in place of a server, so no answer comes. */
    void unserved() {
        link.records(null);
        waited = null;
    }

    // ---- the wait

    /** Whether the client waits for an answer. */
    boolean isWaiting() {
        return progress.is(SessionPhase.LOOKING_UP);
    }

    /** When the client's wait began, System.nanoTime(); 0 if the client does not wait. */
    long sinceNanos() {
        return waiting == null ? 0 : waiting.sinceNanos();
    }

    @Override
    public void over(LookUp which, @Nullable CachedAnswer found) {
        if (which == waiting && isWaiting()) {
            if (found != null) {
                which.found(found);
            }
            goOn(which);
        }
    }

    /** Ends the wait if it is in vain or too long. @param now System.nanoTime() */
    void checkLimits(long now) {
        LookUp current = waiting;
        if (current != null && current.isVain(limits, now)) {
            goOn(current);
        }
    }

    private void goOn(LookUp past) {
        past.leave();
        waiting = null;
        waited = past;
        lookedUp.run();
    }

    /** The client waits no longer: it has gone, or its request has been cancelled. */
    void leave() {
        ByteBuf unserved = rest();
        if (unserved != null) {
            unserved.release(); // The walk has failed in the middle.
        }
        if (waiting != null) {
            waiting.leave();
            waiting = null;
        }
        waited = null;
    }
}
