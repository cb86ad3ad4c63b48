package io.howdah.proxy.pool;

import io.howdah.config.PoolMode;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import java.util.ArrayList;
import java.util.List;

/** What a pool does on an operator's order, or a reload's. Any thread. */
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

    /** PAUSE has been said, and {@link Holds} knows: what is idle is closed; what is in use will be, as it comes free. */
    void pause() {
        lists.takeIdle().forEach(server -> OnServersLoop.close(server, DisconnectReason.PAUSED));
    }

    /** RESUME has been said. Somebody may wait beside servers that came free during a SUSPEND. */
    void resume() {
        handover.serveWaiters();
    }

    /**
     * Has every connection closed as it comes free (RECONNECT). What is known of the servers is forgotten with them: a client that comes
     * next opens a server to hear what it reports, for a standby may have been promoted, and a host that failed is tried at once.
     */
    void reconnect() {
        lists.forgetFailures();
        retirement.of(lists.connections(), DisconnectReason.CONFIG_CHANGED);
        defaults.forgetWelcome();
        opener.openForWaiters();
    }

    /** Whether a connection is still there that is to be closed. */
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

    /** Nobody gets a server any more: those idle are closed, those in use as they come free. */
    void remove() {
        end(RefusalReason.POOL_REMOVED, DisconnectReason.REMOVED);
        retirement.of(lists.servers(), DisconnectReason.REMOVED);
    }

    /** The same, for the pooler ends when all servers are closed: SHUTDOWN WAIT_FOR_SERVERS is a PAUSE with an end. */
    void endAfterUse() {
        end(RefusalReason.SHUTDOWN, DisconnectReason.PAUSED);
        retirement.of(lists.servers(), DisconnectReason.PAUSED);
    }

    /** The pool ends with the pooler: nothing is opened any more, all servers are closed. */
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
