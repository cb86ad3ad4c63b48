package io.howdah.proxy.console;

import io.howdah.proxy.client.ClientEntry;
import io.howdah.proxy.client.ClientListener;
import io.howdah.proxy.client.LoopSessions;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * SUSPEND: nobody new is accepted, nothing is read from clients or servers, nobody gets a server. It stands when everything read before
 * has left; who does not take it within suspend_timeout is dropped.
 */
public final class Suspension {

    private static final long LOOK_AGAIN_MILLIS = 5;

    private final List<Loop> loops;
    private final List<LoopSessions> sessions;
    private final Pools pools;
    private final Supplier<List<ClientListener>> listeners;
    private final OnEachLoop onEachLoop;
    private volatile boolean suspended;

    /** @param sessions each loop's */
    public Suspension(List<Loop> loops, List<LoopSessions> sessions, Pools pools, Supplier<List<ClientListener>> listeners) {
        this.loops = List.copyOf(loops);
        this.sessions = List.copyOf(sessions);
        this.pools = pools;
        this.listeners = listeners;
        this.onEachLoop = new OnEachLoop(loops);
    }

    /** Whether it is in force: upkeep leaves everything alone then. */
    public boolean isSuspended() {
        return suspended;
    }

    /** @param patience how long it waits for what has been read to leave; zero for ever */
    CompletableFuture<Void> begin(Duration patience) {
        suspended = true;
        pools.hold(Optional.empty());
        listeners.get().forEach(listener -> listener.accept(false));
        CompletableFuture<Void> done = new CompletableFuture<>();
        long deadline = patience.isZero() ? 0 : System.nanoTime() + patience.toNanos();
        stand(true).thenRun(() -> awaitUnsent(done, deadline));
        return done;
    }

    void end() {
        suspended = false;
        stand(false).thenRun(() -> {
            if (!suspended) {
                listeners.get().forEach(listener -> listener.accept(true));
                pools.resume(Optional.empty());
            }
        });
    }

    /** Has everybody stop, or go on. */
    private CompletionStage<?> stand(boolean still) {
        return onEachLoop.ask(loop -> {
            sessions.get(loop.index()).suspend(still);
            return still;
        }).thenCombine(OnEachLoop.ask(servers(), server -> {
            server.suspend(still);
            return still;
        }), (clients, servers) -> still);
    }

    private List<ServerConnection> servers() {
        return pools.all().stream().flatMap((Pool pool) -> pool.connections().stream()).toList();
    }

    private void awaitUnsent(CompletableFuture<Void> done, long deadline) {
        if (done.isDone()) {
            return;
        }
        boolean last = deadline != 0 && System.nanoTime() - deadline > 0;
        onEachLoop.ask(loop -> clientsUnsent(loop, last)).thenCombine(OnEachLoop.ask(servers(), server -> serverUnsent(server, last)),
                (clients, servers) -> clients.contains(true) || servers.contains(true)).thenAccept(unsent -> {
            if (!unsent || last) {
                done.complete(null);
            } else {
                loops.get(0).eventLoop().schedule(() -> awaitUnsent(done, deadline), LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }

    private boolean clientsUnsent(Loop loop, boolean drop) {
        boolean unsent = false;
        for (ClientEntry client : sessions.get(loop.index()).everybody()) {
            if (client.report().socket().unsentBytes() > 0) {
                unsent = true;
                if (drop) {
                    client.drop("suspend_timeout");
                }
            }
        }
        return unsent;
    }

    private static boolean serverUnsent(ServerConnection server, boolean drop) {
        boolean unsent = server.report().socket().unsentBytes() > 0;
        if (unsent && drop) {
            server.close(DisconnectReason.SUSPEND_TIMEOUT);
        }
        return unsent;
    }
}
