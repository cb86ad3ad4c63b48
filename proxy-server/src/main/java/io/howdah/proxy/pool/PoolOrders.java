package io.howdah.proxy.pool;

import io.howdah.config.PoolMode;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.login.LoginFailure;
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

    PoolOrders(PoolLists<ServerConnection> lists, ServerDefaults defaults, Opener opener, Handover handover,
            Retirement retirement) {
        this.lists = lists;
        this.defaults = defaults;
        this.opener = opener;
        this.handover = handover;
        this.retirement = retirement;
    }

    /** PAUSE: closes the idle servers. {@link Holds} has the order already, so every other server is closed as it comes free. */
    void pause() {
        lists.takeIdle().forEach(server -> OnServersLoop.close(server, DisconnectReason.PAUSED));
    }

    /** RESUME: serves the waiting clients. After a SUSPEND, clients may be waiting although servers are idle. */
    void resume() {
        handover.serveWaiters();
    }

    /**
     * RECONNECT: has every connection closed as it comes free, and forgets the state of the servers. The next client opens a
     * server to hear its parameters, for a standby may have been promoted. A host that has failed is tried at once.
     */
    void reconnect() {
        lists.forgetFailures();
        retirement.of(lists.connections(), DisconnectReason.CONFIG_CHANGED);
        defaults.forgetWelcome();
        opener.openForWaiters();
    }

    /** The pool's user has another secret than before: a server that has refused the user is asked again at once. */
    void secretChanged() {
        LoginFailure failure = lists.lastFailure();
        if (failure != null && failure.isFinal()) {
            lists.forgetFailures();
        }
    }

    /** Whether PAUSE is done: the pool has no server and opens no connection. */
    boolean hasNoServers() {
        return lists.hasNoServers();
    }

    /** Whether WAIT_CLOSE has to wait: a connection that must close is still open. */
    boolean isClosingSome() {
        return lists.connections().stream().anyMatch(ServerConnection::closeNeeded);
    }

    /** KILL: closes every connection at once. */
    void killServers() {
        lists.connections().forEach(server -> OnServersLoop.close(server, DisconnectReason.KILLED));
    }

    /**
     * Puts another configuration in force. Servers with another target, or with an address that the configuration lacks, are
     * closed as they come free. A host that has failed is tried at once, for the configuration may name another password.
     */
    void configure(PoolConfig next) {
        PoolConfig before = lists.config();
        // A client in session mode must not find the pooler's own prepared statements on its server.
        boolean otherTarget = !next.target().isSameSessionAs(before.target())
                || (next.pool().mode() == PoolMode.SESSION && before.pool().mode() != PoolMode.SESSION);
        lists.configure(next);
        lists.forgetFailures();
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

    /** Ends the pool with its database or user: closes idle servers at once, and the others as they come free. */
    void remove() {
        end(RefusalReason.POOL_REMOVED, DisconnectReason.REMOVED);
        retirement.of(lists.servers(), DisconnectReason.REMOVED);
    }

    /** SHUTDOWN WAIT_FOR_SERVERS: ends the pool in the same way, with PAUSE as the reason. */
    void endAfterUse() {
        end(RefusalReason.SHUTDOWN, DisconnectReason.PAUSED);
        retirement.of(lists.servers(), DisconnectReason.PAUSED);
    }

    /** Ends the pool with the pooler: closes all servers at once. */
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
