package io.howdah.proxy.pool;

import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.parameters.TrackedParameters;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.login.LoginFailure;
import io.howdah.proxy.server.login.ServerOpening;
import io.howdah.proxy.session.ServerDefaults;
import java.util.List;

/**
 * Owns a pool's connections: hears how each connection opens and ends, and keeps the pool's lists in step. On the connection's
 * loop.
 */
public final class OwnedServers implements ServerOpening {

    private final PoolKey key;
    private final PoolLists<ServerConnection> lists;
    private final PoolUse use;
    private final ServerDefaults defaults;
    private final Freshening freshening;
    private final Opener opener;
    private final Handover handover;
    private final ServerReturn serverReturn;
    private final Retirement retirement;
    private final Evictions evictions;
    private final Runnable slotFreed;

    /** @param slotFreed called, without a lock, when a slot shared with other pools has come free */
    OwnedServers(
            PoolKey key,
            PoolLists<ServerConnection> lists,
            PoolUse use,
            ServerDefaults defaults,
            Freshening freshening,
            Opener opener,
            Handover handover,
            ServerReturn serverReturn,
            Retirement retirement,
            Evictions evictions,
            Runnable slotFreed) {
        this.key = key;
        this.lists = lists;
        this.use = use;
        this.defaults = defaults;
        this.freshening = freshening;
        this.opener = opener;
        this.handover = handover;
        this.serverReturn = serverReturn;
        this.retirement = retirement;
        this.evictions = evictions;
        this.slotFreed = slotFreed;
    }

    /** The pool that owns these servers. Any thread. */
    public PoolKey key() {
        return key;
    }

    @Override
    public void loginBegins(ServerConnection server) {
        lists.loginBegins(server);
    }

    @Override
    public void loginEnds(ServerConnection server) {
        lists.loginEnds(server);
    }

    @Override
    public void opened(ServerConnection server) {
        DisconnectReason ended = lists.opened(server, server.host());
        use.serverCame();
        if (!server.closeNeeded()) {
            // A server whose login began before a RECONNECT may report the values that RECONNECT is meant to replace.
            greet(server);
        }
        PoolConfig now = lists.config();
        if (ended != null) {
            server.close(ended);
        } else if (!server.target().isSameSessionAs(now.target()) || !now.database().hosts().contains(server.host())) {
            server.close(DisconnectReason.CONFIG_CHANGED);
        } else {
            handover.give(server);
            // The server shows that connections can be had, so the other waiting clients need not wait for one after another.
            opener.openForWaiters();
        }
        freshening.heard();
    }

    /**
     * A fresh server shows the values with which a connection begins now. Another server of the same host that began with other
     * values is from before a change of settings, and is closed as it comes free.
     */
    private void greet(ServerConnection fresh) {
        if (!defaults.greeted(fresh.session(), System.nanoTime())) {
            return;
        }
        ParameterSet begun = TrackedParameters.settable(fresh.session().defaults());
        List<ServerConnection> others = lists.servers();
        others.removeIf(other -> other == fresh || !other.host().equals(fresh.host())
                || TrackedParameters.settable(other.session().defaults()).sameAs(begun));
        retirement.of(others, DisconnectReason.CONFIG_CHANGED);
    }

    @Override
    public void openFailed(LoginFailure failure) {
        use.serverLeft();
        AfterFailure after = lists.openFailed(failure);
        for (WaitTicket ticket : after.refused()) {
            Waiter waiter = ticket.waiter;
            waiter.loop().run(() -> waiter.refused(RefusalReason.SERVER_REFUSES, failure.error().withSeverity("FATAL")));
        }
        opener.open(after.toOpen());
        freshening.heard();
        slotFreed.run();
    }

    @Override
    public void closed(ServerConnection server) {
        use.serverLeft();
        lists.freeSlot();
        evictions.done(server); // The pool that inherits the slot comes before all others that want it.
        lists.closed(server);
        handover.serveWaiters();
        slotFreed.run();
    }

    @Override
    public void cancelsEnded(ServerConnection server) {
        serverReturn.cancelsEnded(server);
    }
}
