package io.howdah.proxy.control;

import io.howdah.console.view.ControlException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.client.Client;
import io.howdah.proxy.client.LoopClients;
import io.howdah.proxy.client.login.ClientListener;
import io.howdah.proxy.live.OnEachLoop;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * SUSPEND: the pooler accepts no client, reads nothing from clients and servers, and gives out no server.
 *
 * <p>First the clients come to rest. The pooler reads nothing new from them. A client that waits for a server still gets it, for
 * only the pooler has the client's request. A client in a transaction goes on to the end of the transaction if another client
 * waits for a server of its pool. Then the servers stand still, and all bytes that were read before are sent. After
 * suspend_timeout, the pooler drops each client that still waits, and each client or server that does not take its bytes.
 */
public final class Suspension {

    private static final long LOOK_AGAIN_MILLIS = 5;

    private final List<Loop> loops;
    private final List<LoopClients> sessions;
    private final Pools pools;
    private final Supplier<List<ClientListener>> listeners;
    private final OnEachLoop onEachLoop;
    private @Nullable CompletableFuture<Void> order;
    private volatile boolean serversStandStill;

    /** @param sessions the clients of each loop */
    public Suspension(List<Loop> loops, List<LoopClients> sessions, Pools pools, Supplier<List<ClientListener>> listeners) {
        this.loops = List.copyOf(loops);
        this.sessions = List.copyOf(sessions);
        this.pools = pools;
        this.listeners = listeners;
        this.onEachLoop = new OnEachLoop(loops);
    }

    /** Whether servers stand still. Upkeep rests meanwhile. */
    public boolean isSuspended() {
        return serversStandStill;
    }

    /** @param patience suspend_timeout, for clients that wait and for bytes to be sent; zero for ever */
    synchronized CompletableFuture<Void> begin(Duration patience) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        order = done;
        listeners.get().forEach(listener -> listener.accept(false));
        awaitClients(done, patience.isZero() ? 0 : System.nanoTime() + patience.toNanos());
        return done;
    }

    synchronized void end() {
        CompletableFuture<Void> ended = order;
        assert ended != null : "RESUME ends a SUSPEND that has begun";
        order = null;
        serversStandStill = false;
        onEachLoop.ask(loop -> {
            sessions.get(loop.index()).suspend(false);
            return loop;
        }).thenCombine(standStill(false), (clients, servers) -> clients).thenRun(this::goOn);
        ended.completeExceptionally(new ControlException(SqlState.QUERY_CANCELED, "SUSPEND ended by RESUME", null));
    }

    private synchronized void goOn() {
        if (order == null) {
            listeners.get().forEach(listener -> listener.accept(true));
            pools.suspend(false);
        }
    }

    private void awaitClients(CompletableFuture<Void> done, long deadline) {
        boolean last = isOver(deadline);
        onEachLoop.ask(loop -> clientsRest(loop, last)).thenAccept(rest -> {
            if (rest.contains(false) && !last) {
                lookAgain(done, () -> awaitClients(done, deadline));
            } else {
                stopServers(done, deadline);
            }
        });
    }

    private boolean clientsRest(Loop loop, boolean last) {
        LoopClients here = sessions.get(loop.index());
        boolean rest = here.suspendAtBoundaries();
        for (Client client : here.everybody()) {
            if (client.isWaiting()) {
                rest = false;
                if (last) {
                    String reason = DisconnectReason.SUSPEND_TIMEOUT.text();
                    client.end(ErrorResponse.of("FATAL", SqlState.ADMIN_SHUTDOWN, reason), reason);
                }
            }
        }
        if (last) {
            here.suspend(true);
        }
        return rest;
    }

    private synchronized void stopServers(CompletableFuture<Void> done, long deadline) {
        if (order == done) {
            serversStandStill = true;
            pools.suspend(true);
            standStill(true).thenRun(() -> awaitBytes(done, deadline));
        }
    }

    private CompletableFuture<?> standStill(boolean still) {
        return OnEachLoop.ask(servers(), server -> {
            server.suspend(still);
            return still;
        }).toCompletableFuture();
    }

    private List<ServerConnection> servers() {
        return pools.all().stream().flatMap((Pool pool) -> pool.connections().stream()).toList();
    }

    private void awaitBytes(CompletableFuture<Void> done, long deadline) {
        boolean last = isOver(deadline);
        onEachLoop.ask(loop -> clientsUnsent(loop, last))
                .thenCombine(OnEachLoop.ask(servers(), server -> serverUnsent(server, last)),
                        (clients, servers) -> clients.contains(true) || servers.contains(true))
                .thenAccept(unsent -> {
                    if (!unsent || last) {
                        done.complete(null);
                    } else {
                        lookAgain(done, () -> awaitBytes(done, deadline));
                    }
                });
    }

    private static boolean isOver(long deadline) {
        return deadline != 0 && System.nanoTime() - deadline > 0;
    }

    private void lookAgain(CompletableFuture<Void> done, Runnable look) {
        if (!done.isDone()) {
            loops.get(0).eventLoop().schedule(() -> {
                if (!done.isDone()) {
                    look.run();
                }
            }, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private boolean clientsUnsent(Loop loop, boolean drop) {
        boolean some = false;
        for (Client client : sessions.get(loop.index()).everybody()) {
            if (client.report().socket().unsentBytes() > 0) {
                some = true;
                if (drop) {
                    client.drop(DisconnectReason.SUSPEND_TIMEOUT.text());
                }
            }
        }
        return some;
    }

    private static boolean serverUnsent(ServerConnection server, boolean drop) {
        boolean unsent = server.report().socket().unsentBytes() > 0;
        if (unsent && drop) {
            server.close(DisconnectReason.SUSPEND_TIMEOUT);
        }
        return unsent;
    }
}
