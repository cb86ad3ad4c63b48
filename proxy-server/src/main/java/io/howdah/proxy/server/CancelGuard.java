package io.howdah.proxy.server;

import java.util.ArrayList;
import java.util.List;

/**
 * The cancel requests on their way to one server, and the listeners that wait for their end. PostgreSQL sends the signal some
 * time after the request. Until the request's own connection has closed, the signal may hit whichever client the server then
 * serves. So the server gets no other client meanwhile.
 */
public final class CancelGuard {

    private final Runnable ended;
    private final List<CancelProgress> heard = new ArrayList<>();
    private int inFlight;
    private boolean sent;
    private boolean resetOwed;

    /** @param ended called when the last cancel request under way has ended */
    CancelGuard(Runnable ended) {
        this.ended = ended;
    }

    /** A cancel request begins: its connection is about to be opened. */
    public void started() {
        inFlight++;
    }

    /** The cancel request under way has been sent. */
    public void sent() {
        sent = true;
        heard.forEach(CancelProgress::sent);
    }

    /**
     * A cancel request has ended. If PostgreSQL has closed the request's connection, the signal has been sent. The connection may
     * also have failed, or have passed cancel_wait_timeout.
     */
    public void ended() {
        if (--inFlight == 0) {
            List<CancelProgress> waiting = List.copyOf(heard);
            heard.clear();
            sent = false;
            waiting.forEach(CancelProgress::ended);
            ended.run();
        }
    }

    /** Adds a listener for the cancel request that is under way or about to begin. */
    public void hear(CancelProgress progress) {
        heard.add(progress);
        if (sent) {
            progress.sent();
        }
    }

    /** Whether a cancel request may still be under way. */
    public boolean isUnderWay() {
        return inFlight > 0;
    }

    /** Notes whether server_reset_query must run on the server after its cancel requests have ended. */
    public void owesReset(boolean owed) {
        resetOwed = owed;
    }

    /** Whether server_reset_query must run on the server after its cancel requests have ended. */
    public boolean isResetOwed() {
        return resetOwed;
    }
}
