package io.howdah.proxy.console;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.client.ClientState;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stats.PoolStats;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Everybody at a console, and the numbers of the pool they would be in: PgBouncer shows its console like a database. Any thread. */
public final class ConsoleClients {

    private final Set<ConsoleConnection> connections = ConcurrentHashMap.newKeySet();
    private final PoolStats[] stats;

    /** @param loops one share of the numbers each */
    public ConsoleClients(List<Loop> loops) {
        stats = new PoolStats[loops.size()];
        for (int i = 0; i < stats.length; i++) {
            stats[i] = new PoolStats();
        }
    }

    void add(ConsoleConnection connection) {
        connections.add(connection);
        PoolStats own = stats[connection.loop().index()];
        own.clientMoved(-1, ClientState.ACTIVE.ordinal());
        own.add(Counter.CLIENT_LOGIN_COUNT, 1);
    }

    void remove(ConsoleConnection connection) {
        if (connections.remove(connection)) {
            stats[connection.loop().index()].clientMoved(ClientState.ACTIVE.ordinal(), -1);
        }
    }

    void asks(ConsoleConnection connection) {
        PoolStats own = stats[connection.loop().index()];
        own.add(Counter.QUERY_COUNT, 1);
        own.add(Counter.XACT_COUNT, 1);
    }

    /** All of them. */
    public Set<ConsoleConnection> all() {
        return Set.copyOf(connections);
    }

    /** How many there are. */
    public int size() {
        return connections.size();
    }

    /** The numbers, loop by loop. */
    public PoolStats[] stats() {
        return stats.clone();
    }

    /** Ends all of one loop's. On that loop. */
    public void endAll(Loop loop, ErrorResponse error) {
        connections.stream().filter(connection -> connection.loop() == loop).forEach(connection -> connection.end(error));
    }
}
