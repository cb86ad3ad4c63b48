package io.howdah.proxy.client;

import io.howdah.config.LogSettings;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one loop: looked at together a few times a second, instead of a timer for each. Used on the loop only, except where
 * it says otherwise.
 */
public final class LoopClients {

    private static final Logger LOG = LoggerFactory.getLogger(LoopClients.class);

    private static final long TICK_MILLIS = 200;

    private final Loop loop;
    private final Supplier<LogSettings> logs;
    private final Set<LoggedInClient> sessions = new HashSet<>();
    private final Set<Client> others = new HashSet<>();
    private long slowNanos = -1;
    private boolean draining;
    private boolean suspended;

    /** @param logs what is to be logged, as it stands */
    public LoopClients(Loop loop, Supplier<LogSettings> logs) {
        this.loop = loop;
        this.logs = logs;
    }

    /** Begins to look after them. Any thread. */
    public void start() {
        loop.eventLoop().scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Their loop. */
    public Loop loop() {
        return loop;
    }

    /** What is to be logged, as it stands. */
    Supplier<LogSettings> logs() {
        return logs;
    }

    /** As long as a statement may take without a line in the log; negative for ever. Looked up a few times a second. On its loop. */
    long slowNanos() {
        return slowNanos;
    }

    void add(LoggedInClient session) {
        sessions.add(session);
        if (draining) {
            session.drain();
        }
        if (suspended) {
            session.suspend(true);
        }
    }

    void remove(LoggedInClient session) {
        sessions.remove(session);
    }

    /** Somebody who is no session: waits for the first server of a pool, brings a cancel request, is joined to a server for replication. */
    public void addOther(Client other) {
        others.add(other);
        if (suspended) {
            other.suspend(true);
        }
    }

    /** The client has gone, or has become a session. */
    public void removeOther(Client other) {
        others.remove(other);
    }

    /** Everybody there is, as they are now: sessions and others. */
    public List<Client> everybody() {
        List<Client> everybody = new ArrayList<>(sessions);
        everybody.addAll(others);
        return everybody;
    }

    /** Has all of them read nothing, or go on; their limits on time rest meanwhile. */
    public void suspend(boolean on) {
        suspended = on;
        everybody().forEach(client -> client.suspend(on));
    }

    /**
     * Has all of them read nothing, except those in a transaction whose server others wait for: each of these does so at the end of the
     * transaction.
     *
     * @return whether all of them stand still
     */
    public boolean suspendAtBoundaries() {
        suspended = true;
        boolean still = true;
        for (LoggedInClient session : snapshot()) {
            still &= session.suspendAtBoundary();
        }
        List.copyOf(others).forEach(other -> other.suspend(true));
        return still;
    }

    /** Whether each client ends at its next transaction boundary. */
    boolean isDraining() {
        return draining;
    }

    /** Whether SUSPEND has been said. */
    boolean isSuspended() {
        return suspended;
    }

    private void tick() {
        slowNanos = logs.get().minDurationStatement().map(Duration::toNanos).orElse(-1L);
        if (suspended) {
            return;
        }
        long now = System.nanoTime();
        for (Client client : everybody()) {
            try {
                client.checkTimeouts(now);
            } catch (RuntimeException | OutOfMemoryError e) {
                // A tick that throws would be the last one.
                LOG.error("{} closed after an internal error", client, e);
                client.drop("internal error");
            }
        }
    }

    /** All of them, as they are now. */
    public List<LoggedInClient> snapshot() {
        return new ArrayList<>(sessions);
    }

    /** How many there are. */
    public int size() {
        return sessions.size();
    }

    /** Ends each at its transaction boundary; those that come later too. */
    public void drain() {
        draining = true;
        snapshot().forEach(LoggedInClient::drain);
    }

    /** What a client is told that has to leave. */
    public static ErrorResponse shutdownError() {
        return ClientEnd.SHUTTING_DOWN.error();
    }

    /** Ends all at once. */
    public void endAll() {
        snapshot().forEach(LoggedInClient::shutDown);
    }
}
