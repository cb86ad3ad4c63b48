package io.howdah.proxy.console;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
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
 * has left and nobody waits for a server; who does not take it, or waits, is dropped after suspend_timeout.
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

    /** @param patience how long it waits for what has been read to leave, and for those who wait; zero for ever */
    CompletableFuture<Void> begin(Duration patience) {
        suspended = true;
        pools.hold(Optional.empty());
        listeners.get().forEach(listener -> listener.accept(false));
        CompletableFuture<Void> done = new CompletableFuture<>();
        long deadline = patience.isZero() ? 0 : System.nanoTime() + patience.toNanos();
        stand(true).thenRun(() -> awaitRest(done, deadline));
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

    private void awaitRest(CompletableFuture<Void> done, long deadline) {
        if (done.isDone()) {
            return;
        }
        boolean last = deadline != 0 && System.nanoTime() - deadline > 0;
        onEachLoop.ask(loop -> clientsRestless(loop, last)).thenCombine(OnEachLoop.ask(servers(), server -> serverUnsent(server, last)),
                (clients, servers) -> clients.contains(true) || servers.contains(true)).thenAccept(restless -> {
            if (!restless || last) {
                done.complete(null);
            } else {
                loops.get(0).eventLoop().schedule(() -> awaitRest(done, deadline), LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }

    private boolean clientsRestless(Loop loop, boolean drop) {
        boolean restless = false;
        for (ClientEntry client : sessions.get(loop.index()).everybody()) {
            boolean unsent = client.report().socket().unsentBytes() > 0;
            boolean waiting = client.isWaiting();
            restless |= unsent || waiting;
            if (drop && unsent) {
                client.drop(DisconnectReason.SUSPEND_TIMEOUT.text());
            } else if (drop && waiting) {
                // What it has asked for is with the pooler, and with nobody else.
                String reason = DisconnectReason.SUSPEND_TIMEOUT.text();
                client.end(ErrorResponse.of("FATAL", SqlState.ADMIN_SHUTDOWN, reason), reason);
            }
        }
        return restless;
    }

    private static boolean serverUnsent(ServerConnection server, boolean drop) {
        boolean unsent = server.report().socket().unsentBytes() > 0;
        if (unsent && drop) {
            server.close(DisconnectReason.SUSPEND_TIMEOUT);
        }
        return unsent;
    }
}
