package io.howdah.proxy.server;

import java.util.ArrayList;
import java.util.List;

/**
 * The cancel requests on their way to one server, and who waits for their end. PostgreSQL sends the signal some time after the request: until
 * the request's own connection has closed, the signal may hit whoever has the server then. So nobody else gets the server meanwhile.
 */
public final class CancelGuard {

    private final Runnable ended;
    private final List<CancelProgress> heard = new ArrayList<>();
    private int inFlight;
    private boolean sent;
    private boolean resetOwed;

    /** @param ended called when the last cancel request on its way has ended */
    CancelGuard(Runnable ended) {
        this.ended = ended;
    }

    /** A cancel request sets out. */
    public void started() {
        inFlight++;
    }

    /** The cancel request under way has left. */
    public void sent() {
        sent = true;
        heard.forEach(CancelProgress::sent);
    }

    /** A cancel request has ended: the far end has closed the request's connection, so the signal is on its way or done. */
    public void ended() {
        if (--inFlight == 0) {
            List<CancelProgress> waiting = List.copyOf(heard);
            heard.clear();
            sent = false;
            waiting.forEach(CancelProgress::ended);
            ended.run();
        }
    }

    /** Tells somebody how the cancel request proceeds that is under way, or is about to be. */
    public void hear(CancelProgress progress) {
        heard.add(progress);
        if (sent) {
            progress.sent();
        }
    }

    /** Whether a cancel request may still be on its way. */
    public boolean isUnderWay() {
        return inFlight > 0;
    }

    /** Notes whether the server is to be reset when its cancel requests have ended. */
    public void owesReset(boolean owed) {
        resetOwed = owed;
    }

    /** Whether the server is to be reset when its cancel requests have ended. */
    public boolean isResetOwed() {
        return resetOwed;
    }
}
