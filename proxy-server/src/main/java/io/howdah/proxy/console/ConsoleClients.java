package io.howdah.proxy.console;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.client.ClientState;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stats.PoolStats;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All connected consoles, and the numbers of their pool: PgBouncer shows its console like a database. Any thread. */
public final class ConsoleClients {

    private final Set<ConsoleConnection> connections = ConcurrentHashMap.newKeySet();
    private final PoolStats[] stats;

    /** @param loops each has its share of the numbers */
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

    /** All consoles. */
    public Set<ConsoleConnection> all() {
        return Set.copyOf(connections);
    }

    /** Number of consoles. */
    public int size() {
        return connections.size();
    }

    /** The numbers, by loop. */
    public PoolStats[] stats() {
        return stats.clone();
    }

    /** Ends all consoles of one loop. On that loop. */
    public void endAll(Loop loop, ErrorResponse error) {
        connections.stream().filter(connection -> connection.loop() == loop).forEach(connection -> connection.end(error));
    }
}
