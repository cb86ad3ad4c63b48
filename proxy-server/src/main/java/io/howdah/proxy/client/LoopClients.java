package io.howdah.proxy.client;

import io.howdah.config.LogSettings;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.cache.LoopCache;
import io.howdah.proxy.cache.ResultCache;
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
 * The clients of one loop. One timer checks all of them a few times a second, so that no client needs its own. Used on the loop
 * only, except where a method says otherwise.
 */
public final class LoopClients implements LoopState {

    private static final Logger LOG = LoggerFactory.getLogger(LoopClients.class);

    private static final long TICK_MILLIS = 200;

    private final Loop loop;
    private final Supplier<LogSettings> logs;
    private final LoopCache cache;
    private final Set<LoggedInClient> sessions = new HashSet<>();
    private final Set<Client> others = new HashSet<>();
    private long slowNanos;
    private boolean draining;
    private boolean suspended;

    /**
     * No clients yet.
     *
     * @param logs the log settings in force
     * @param cache the result cache of the pooler
     */
    public LoopClients(Loop loop, Supplier<LogSettings> logs, ResultCache cache) {
        this.loop = loop;
        this.logs = logs;
        this.cache = new LoopCache(cache);
        readSettings();
    }

    /** Starts the timer. Any thread may call. */
    public void start() {
        loop.eventLoop().scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public LoopCache cache() {
        return cache;
    }

    /** The log settings in force. */
    Supplier<LogSettings> logs() {
        return logs;
    }

    /** log_min_duration_statement in nanoseconds, negative if it is off; read from the configuration a few times a second. */
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

    /**
     * Adds a client without a session: it waits for a pool's first server, brings a cancel request, or has a server for
     * replication.
     */
    public void addOther(Client other) {
        others.add(other);
        if (suspended) {
            other.suspend(true);
        }
    }

    /** Removes a client that has gone, or that has become a session. */
    public void removeOther(Client other) {
        others.remove(other);
    }

    /** All clients at this moment: sessions and others. */
    public List<Client> everybody() {
        List<Client> everybody = new ArrayList<>(sessions);
        everybody.addAll(others);
        return everybody;
    }

    /** Suspends all clients, or resumes them. No time limit ends a suspended client. */
    public void suspend(boolean on) {
        suspended = on;
        everybody().forEach(client -> client.suspend(on));
    }

    /**
     * Suspends all clients, except for a client in a transaction while other clients wait for a server: such a client goes on up
     * to the end of its transaction.
     *
     * @return whether all clients are suspended
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

    @Override
    public boolean isDraining() {
        return draining;
    }

    /** Whether SUSPEND is in force. */
    boolean isSuspended() {
        return suspended;
    }

    private void readSettings() {
        slowNanos = logs.get().minDurationStatement().map(Duration::toNanos).orElse(-1L);
    }

    private void tick() {
        readSettings();
        if (suspended) {
            return;
        }
        long now = System.nanoTime();
        for (Client client : everybody()) {
            try {
                client.checkTimeouts(now);
            } catch (RuntimeException | OutOfMemoryError e) {
                // A scheduled task that throws never runs again.
                LOG.error("{} closed after an internal error", client, e);
                client.drop("internal error");
            }
        }
    }

    /** All sessions at this moment. */
    public List<LoggedInClient> snapshot() {
        return new ArrayList<>(sessions);
    }

    /** How many sessions there are. */
    public int size() {
        return sessions.size();
    }

    /** Ends each session at its next transaction boundary; applies to later sessions too. */
    public void drain() {
        draining = true;
        snapshot().forEach(LoggedInClient::drain);
    }

    /** The error for a client that a shutdown ends. */
    public static ErrorResponse shutdownError() {
        ErrorResponse error = ClientEnd.SHUTTING_DOWN.error();
        assert error != null : "a client that a shutdown ends gets an error";
        return error;
    }

    /** Ends all sessions at once. */
    public void endAll() {
        snapshot().forEach(LoggedInClient::shutDown);
    }
}
