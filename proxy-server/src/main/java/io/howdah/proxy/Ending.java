package io.howdah.proxy;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.client.LoopClients;
import io.howdah.proxy.client.login.ClientListener;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.Pools;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time between the order to end and the end. New clients are refused, except consoles by unix socket or at the console's own
 * port, and each mode waits for something else.
 */
final class Ending {

    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final ClientListener listener;
    private final Pools pools;
    private final PooledSessions clients;
    private final List<LoopClients> sessions;

    Ending(ClientListener listener, Pools pools, PooledSessions clients, List<LoopClients> sessions) {
        this.listener = listener;
        this.pools = pools;
        this.clients = clients;
        this.sessions = sessions;
    }

    /**
     * Refuses new clients, and waits as the mode demands. IMMEDIATE does not wait. Blocks, so no event loop may call.
     *
     * @param limit how long a drain may take; zero for any time
     * @param hurried asked every few milliseconds whether to stop waiting
     */
    void await(ShutdownMode mode, Duration limit, BooleanSupplier hurried) {
        if (mode == ShutdownMode.WAIT_FOR_SERVERS) {
            areServersGone(); // so that no client gets a server after TCP has closed
        }
        listener.closeTcp();
        listener.places().refuseClients(ErrorResponse.of("FATAL", SqlState.CANNOT_CONNECT_NOW, "server shutting down"));
        switch (mode) {
            case IMMEDIATE -> {}
            case DRAIN -> {
                onEachLoop(LoopClients::drain);
                clients.endReplication(database -> true);
                until(this::areClientsGone, limit, hurried);
            }
            case WAIT_FOR_SERVERS -> {
                clients.endReplication(database -> true);
                if (until(this::areServersGone, Duration.ZERO, hurried)) {
                    LOG.info("server connections dropped, exiting");
                }
            }
            case WAIT_FOR_CLIENTS -> {
                if (until(this::areClientsGone, Duration.ZERO, hurried)) {
                    LOG.info("client connections dropped, exiting");
                }
            }
        }
    }

    private boolean areClientsGone() {
        return listener.places().clients() == 0;
    }

    /** Tells all pools to end, each time anew: a client that was logging in may have made a pool meanwhile. */
    private boolean areServersGone() {
        List<Pool> all = pools.all();
        all.forEach(Pool::endAfterUse);
        return all.stream().allMatch(pool -> pool.connections().isEmpty());
    }

    /** @return whether {@code done} has become true by itself, and not because whoever hurried has ended what it waits for */
    static boolean until(BooleanSupplier done, Duration limit, BooleanSupplier hurried) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean is = done.getAsBoolean();
        while (!is && !hurried.getAsBoolean() && (limit.isZero() || System.nanoTime() - deadline < 0)) {
            LockSupport.parkNanos(LOOK_NANOS);
            is = done.getAsBoolean();
        }
        return is && !hurried.getAsBoolean();
    }

    /** Runs the action on every loop, and waits for it. */
    void onEachLoop(Consumer<LoopClients> action) {
        for (LoopClients onLoop : sessions) {
            onLoop.loop().eventLoop().submit(() -> action.accept(onLoop)).awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
    }
}
