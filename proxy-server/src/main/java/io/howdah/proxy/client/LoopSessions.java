package io.howdah.proxy.client;

import io.howdah.proxy.loop.Loop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The sessions of one loop: looked at together a few times a second, instead of a timer for each. Used on the loop only, except where
 * it says otherwise.
 */
public final class LoopSessions {

    private static final long TICK_MILLIS = 200;

    private final Loop loop;
    private final BooleanSupplier logsDisconnections;
    private final Set<ClientSession> sessions = new HashSet<>();
    private boolean draining;

    /** @param logsDisconnections log_disconnections as it stands */
    public LoopSessions(Loop loop, BooleanSupplier logsDisconnections) {
        this.loop = loop;
        this.logsDisconnections = logsDisconnections;
    }

    /** Begins to look after them. Any thread. */
    public void start() {
        loop.eventLoop().scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Their loop. */
    public Loop loop() {
        return loop;
    }

    boolean logsDisconnections() {
        return logsDisconnections.getAsBoolean();
    }

    void add(ClientSession session) {
        sessions.add(session);
        if (draining) {
            session.drain();
        }
    }

    void remove(ClientSession session) {
        sessions.remove(session);
    }

    private void tick() {
        long now = System.nanoTime();
        for (ClientSession session : snapshot()) {
            session.checkTimeouts(now);
        }
    }

    /** All of them, as they are now. */
    public List<ClientSession> snapshot() {
        return new ArrayList<>(sessions);
    }

    /** How many there are. */
    public int size() {
        return sessions.size();
    }

    /** Ends each at its transaction boundary; those that come later too. */
    public void drain() {
        draining = true;
        snapshot().forEach(ClientSession::drain);
    }

    /** Ends all at once. */
    public void endAll() {
        snapshot().forEach(session -> session.end(ClientSession.shutdownError(), "shutting down"));
    }
}
