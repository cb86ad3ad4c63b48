package io.howdah.proxy.pool;

import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.ServerConnection;
import java.util.function.Consumer;

/** Brings free servers to waiting clients, on the client's loop. */
final class Handover implements FreeServers {

    /** Moves connections between loops. */
    interface Mover {

        /** Moves a server that nobody uses to another loop. Any thread; {@code arrived} runs there, and may find the server closed. */
        void move(ServerConnection server, Loop to, Runnable arrived);
    }

    private final PoolLists<ServerConnection> lists;
    private final Opener opener;
    private final Mover mover;
    private final Consumer<ServerConnection> check;
    private final Runnable slotWanted;

    /**
     * @param check has a server pass server_check_query before it is given
     * @param slotWanted called, without a lock, when a server is idle whose slot another pool may want
     */
    Handover(PoolLists<ServerConnection> lists, Opener opener, Mover mover, Consumer<ServerConnection> check, Runnable slotWanted) {
        this.lists = lists;
        this.opener = opener;
        this.mover = mover;
        this.check = check;
        this.slotWanted = slotWanted;
    }

    /** Hands a free server to the client that is next in the queue, or keeps it idle. */
    @Override
    public void give(ServerConnection server) {
        if (!server.isOpen()) {
            return; // The server's owner hears of its end, and gives its slot to a waiting client.
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

    /** Brings idle servers to waiting clients, and opens what more these need. Any thread. */
    @Override
    public void serveWaiters() {
        lists.takeForWaiters().forEach(this::bring);
        opener.openForWaiters();
    }

    /** Brings a server that has been taken from the idle ones to the queue, after server_check_query where that is due. Any thread. */
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

    /** Brings a server that nobody uses to a waiting client of another loop. */
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
