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
 * The time between the wish to end and the end: nobody new is let in, but for consoles by the unix socket, and each mode has somebody to
 * wait for.
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
     * Lets nobody in, and waits as the mode demands. Returns at once for IMMEDIATE. Blocks: not on an event loop.
     *
     * @param limit how long a drain may take; zero for as long as it takes
     * @param hurried asked every few milliseconds whether to wait no longer
     */
    void await(ShutdownMode mode, Duration limit, BooleanSupplier hurried) {
        if (mode == ShutdownMode.WAIT_FOR_SERVERS) {
            areServersGone(); // so that nobody gets a server who could find TCP closed already
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

    /** A pool may have been made meanwhile, for a client that was logging in: all are told each time. */
    private boolean areServersGone() {
        List<Pool> all = pools.all();
        all.forEach(Pool::endAfterUse);
        return all.stream().allMatch(pool -> pool.connections().isEmpty());
    }

    /** @return whether it is done */
    private static boolean until(BooleanSupplier done, Duration limit, BooleanSupplier hurried) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean is = done.getAsBoolean();
        while (!is && !hurried.getAsBoolean() && (limit.isZero() || System.nanoTime() - deadline < 0)) {
            LockSupport.parkNanos(LOOK_NANOS);
            is = done.getAsBoolean();
        }
        return is;
    }

    /** Runs the action for the sessions of every loop, and waits for it. */
    void onEachLoop(Consumer<LoopClients> action) {
        for (LoopClients onLoop : sessions) {
            onLoop.loop().eventLoop().submit(() -> action.accept(onLoop)).awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
    }
}
