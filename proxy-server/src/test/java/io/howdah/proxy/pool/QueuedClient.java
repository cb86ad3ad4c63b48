package io.howdah.proxy.pool;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.ServerConnection;

/** A client that waits in a queue. The lists of a pool ask it for its loop and its ticket alone. */
class QueuedClient implements Waiter {

    final Loop loop;
    final WaitTicket ticket = new WaitTicket(this);

    QueuedClient(Loop loop) {
        this.loop = loop;
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
        throw new AssertionError("the lists call nobody");
    }

    @Override
    public void mustWait() {
        throw new AssertionError("the lists call nobody");
    }

    @Override
    public boolean granted(ServerConnection server) {
        throw new AssertionError("the lists call nobody");
    }

    @Override
    public void refused(RefusalReason reason, ErrorResponse error) {
        throw new AssertionError("the lists call nobody");
    }
}
