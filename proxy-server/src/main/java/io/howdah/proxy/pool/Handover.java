package io.howdah.proxy.pool;

import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.ServerConnection;
import java.util.function.Consumer;

/** Brings free servers to those who wait, on the waiter's loop. */
final class Handover implements FreeServers {

    /** Moves connections between loops. */
    interface Mover {

        /** Moves a server that nobody uses to another loop. Any thread; {@code arrived} runs there, where the server may turn out closed. */
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

    /** Hands a free server to the next who waits, or keeps it idle. */
    @Override
    public void give(ServerConnection server) {
        if (!server.isOpen()) {
            return; // its owner hears that it has closed, and gives the slot to who waits
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

    /** Sees to those who wait: brings them idle servers, and opens what more they need. Any thread. */
    @Override
    public void serveWaiters() {
        lists.takeForWaiters().forEach(this::bring);
        opener.openForWaiters();
    }

    /** Brings an idle server that has been taken to whoever waits, after a check where that is due. Any thread. */
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

    /** Brings a server that is in nobody's hands to a waiter on another loop. */
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
