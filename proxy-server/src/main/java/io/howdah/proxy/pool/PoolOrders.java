package io.howdah.proxy.pool;

import io.howdah.config.PoolMode;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.session.ServerDefaults;
import java.util.ArrayList;
import java.util.List;

/** Carries out the orders of an operator or a reload on one pool. Any thread. */
final class PoolOrders {

    private final PoolLists<ServerConnection> lists;
    private final ServerDefaults defaults;
    private final Opener opener;
    private final Handover handover;
    private final Retirement retirement;

    PoolOrders(PoolLists<ServerConnection> lists, ServerDefaults defaults, Opener opener, Handover handover, Retirement retirement) {
        this.lists = lists;
        this.defaults = defaults;
        this.opener = opener;
        this.handover = handover;
        this.retirement = retirement;
    }

    /** Closes the idle servers: PAUSE has been said. {@link Holds} knows, so that the others are closed as they come free. */
    void pause() {
        lists.takeIdle().forEach(server -> OnServersLoop.close(server, DisconnectReason.PAUSED));
    }

    /** Serves the clients that waited for RESUME: some may wait beside servers that came free during a SUSPEND. */
    void resume() {
        handover.serveWaiters();
    }

    /**
     * Has every connection closed as it comes free (RECONNECT), and forgets what is known of the servers: the next client opens a server to
     * hear what it reports, for a standby may have been promoted, and a host that failed is tried at once.
     */
    void reconnect() {
        lists.forgetFailures();
        retirement.of(lists.connections(), DisconnectReason.CONFIG_CHANGED);
        defaults.forgetWelcome();
        opener.openForWaiters();
    }

    /** Whether PAUSE is done: there is no connection to a server, and none is being opened. */
    boolean hasNoServers() {
        return lists.hasNoServers();
    }

    /** Whether WAIT_CLOSE has to wait: a connection is still there that is to be closed. */
    boolean isClosingSome() {
        return lists.connections().stream().anyMatch(ServerConnection::closeNeeded);
    }

    /** Closes every connection at once (KILL). */
    void killServers() {
        lists.connections().forEach(server -> OnServersLoop.close(server, DisconnectReason.KILLED));
    }

    /** Puts another configuration in force; servers opened for another target or an address gone are closed as they come free. */
    void configure(PoolConfig next) {
        PoolConfig before = lists.config();
        // In session mode nobody may find statements of the pooler's own making on a server.
        boolean otherTarget = !next.target().isSameSessionAs(before.target())
                || (next.pool().mode() == PoolMode.SESSION && before.pool().mode() != PoolMode.SESSION);
        lists.configure(next);
        List<ServerConnection> outdated = new ArrayList<>();
        for (ServerConnection server : lists.servers()) {
            if (otherTarget || !next.database().hosts().contains(server.host())) {
                outdated.add(server);
            }
        }
        retirement.of(outdated, DisconnectReason.CONFIG_CHANGED);
        opener.openForWaiters();
    }

    // ---- the end

    /** Ends the pool with its database or user: idle servers are closed, the others as they come free. */
    void remove() {
        end(RefusalReason.POOL_REMOVED, DisconnectReason.REMOVED);
        retirement.of(lists.servers(), DisconnectReason.REMOVED);
    }

    /** Ends the pool in the same way for SHUTDOWN WAIT_FOR_SERVERS, which is a PAUSE with an end. */
    void endAfterUse() {
        end(RefusalReason.SHUTDOWN, DisconnectReason.PAUSED);
        retirement.of(lists.servers(), DisconnectReason.PAUSED);
    }

    /** Ends the pool with the pooler: all servers are closed at once. */
    void shutdown() {
        end(RefusalReason.SHUTDOWN, DisconnectReason.SHUTDOWN);
        lists.servers().forEach(server -> OnServersLoop.close(server, DisconnectReason.SHUTDOWN));
    }

    private void end(RefusalReason why, DisconnectReason whyServers) {
        for (WaitTicket ticket : lists.end(why, whyServers)) {
            ticket.waiter.loop().run(() -> ticket.waiter.refused(why, why.error("FATAL", null, null)));
        }
    }
}
