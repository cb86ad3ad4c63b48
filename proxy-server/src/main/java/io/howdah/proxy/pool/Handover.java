package io.howdah.proxy.pool;

import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.ServerConnection;
import java.util.function.Consumer;

/** Brings free servers to waiting clients, and hands each server over on the client's loop. */
final class Handover implements FreeServers {

    /** Moves connections between loops. */
    interface Mover {

        /**
         * Moves a server that no client uses to another loop. Any thread; {@code arrived} runs on the new loop, and may find the
         * server closed.
         */
        void move(ServerConnection server, Loop to, Runnable arrived);
    }

    private final PoolLists<ServerConnection> lists;
    private final Opener opener;
    private final Mover mover;
    private final Consumer<ServerConnection> check;
    private final Runnable slotWanted;

    /**
     * @param check has a server pass server_check_query before the server is given
     * @param slotWanted called, without a lock, when a server is idle and another pool may want its slot
     */
    Handover(PoolLists<ServerConnection> lists, Opener opener, Mover mover, Consumer<ServerConnection> check,
            Runnable slotWanted) {
        this.lists = lists;
        this.opener = opener;
        this.mover = mover;
        this.check = check;
        this.slotWanted = slotWanted;
    }

    /** Hands a free server to the next client in the queue, or keeps the server idle. */
    @Override
    public void give(ServerConnection server) {
        if (!server.isOpen()) {
            return; // The server's owner hears of its end and opens a connection for waiting clients.
        }
        while (!server.closeIfNeeded()) {
            WaitTicket next = lists.give(server);
            if (next == null) {
                if (!server.closeIfNeeded() && lists.isAtSharedLimit()) {
                    slotWanted.run();
                }
                return;
            }
            if (next.waiter.loop() != server.loop()) {
                hand(server, next);
                return;
            }
            if (next.waiter.granted(server)) {
                return;
            }
        }
    }

    /** Brings idle servers to waiting clients, and opens the connections that are still missing. Any thread. */
    @Override
    public void serveWaiters() {
        lists.takeForWaiters().forEach(this::bring);
        opener.openForWaiters();
    }

    /**
     * Brings a server that was taken from the idle servers to the next client in the queue. A server that is due for
     * server_check_query has to pass it first. Any thread.
     */
    void bring(ServerConnection server) {
        if (Janitor.needsCheck(lists.config().server(), server.idleSinceNanos(), System.nanoTime())) {
            check.accept(server);
            return;
        }
        OnServersLoop.run(server, () -> {
            if (server.isOpen()) {
                give(server);
            } else {
                serveWaiters();
            }
        });
    }

    /** Brings a server that no client uses to a waiting client of another loop. */
    void hand(ServerConnection server, WaitTicket ticket) {
        Waiter waiter = ticket.waiter;
        mover.move(server, waiter.loop(), () -> {
            server.closeIfNeeded();
            if (!server.isOpen()) {
                if (waiter.isWaiting()) {
                    putBack(ticket);
                }
            } else if (!waiter.granted(server)) {
                give(server);
            }
        });
    }

    private void putBack(WaitTicket ticket) {
        RefusalReason over = lists.putBack(ticket);
        if (over != null) {
            ticket.waiter.refused(over, over.error("FATAL", null, null));
        } else {
            serveWaiters();
        }
    }
}
