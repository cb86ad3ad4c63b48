package io.howdah.proxy.live;

import io.howdah.console.view.LoopSnapshot;
import io.howdah.proxy.client.Client;
import io.howdah.proxy.client.ClientReport;
import io.howdah.proxy.client.LoopClients;
import io.howdah.proxy.client.login.ClientListener;
import io.howdah.proxy.console.ConsoleClients;
import io.howdah.proxy.console.ConsoleConnection;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.SocketReport;
import io.howdah.proxy.loop.Transport;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stats.PoolStats;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads the load of each event loop, on that loop: SHOW LOOPS. */
public final class LoopReader {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** A reading so soon after another would tell nothing, so it covers the time since the reading before. */
    private static final long SHORTEST_NANOS = 100_000_000L;

    /** A loop's processor time at the last reading. Used on that loop. */
    private static final class Look {
        private long nanos;
        private long cpuNanos;

        Look(long startNanos) {
            nanos = startNanos;
        }
    }

    private final OnEachLoop onEachLoop;
    private final List<LoopClients> sessions;
    private final Pools pools;
    private final ConsoleClients consoles;
    private final Supplier<List<ClientListener>> listeners;
    private final String transport;
    private final List<Look> lastLooks;

    /** @param startNanos the pooler's start, by System.nanoTime() */
    public LoopReader(List<Loop> loops, List<LoopClients> sessions, Pools pools, ConsoleClients consoles,
            Supplier<List<ClientListener>> listeners, Transport transport, long startNanos) {
        this.onEachLoop = new OnEachLoop(loops);
        this.sessions = List.copyOf(sessions);
        this.pools = pools;
        this.consoles = consoles;
        this.listeners = listeners;
        this.transport = transport.name().toLowerCase(Locale.ROOT);
        this.lastLooks = loops.stream().map(loop -> new Look(startNanos)).toList();
    }

    CompletionStage<List<LoopSnapshot>> loops() {
        long asked = System.nanoTime();
        List<Pool> all = pools.all();
        List<ServerConnection> servers = all.stream().flatMap(pool -> pool.connections().stream()).toList();
        // The servers by their loop at this moment, so that a server that moves meanwhile counts once.
        Map<Loop, List<ServerConnection>> byLoop = servers.stream().collect(Collectors.groupingBy(ServerConnection::loop));
        return onEachLoop.ask(loop -> row(loop, all, byLoop.getOrDefault(loop, List.of()), asked));
    }

    /** How long this question waited for its turn on each loop. */
    CompletionStage<List<Long>> lags() {
        long asked = System.nanoTime();
        return onEachLoop.ask(loop -> Math.max(0, System.nanoTime() - asked));
    }

    private LoopSnapshot row(Loop loop, List<Pool> all, List<ServerConnection> pooled, long asked) {
        long now = System.nanoTime();
        long cpu = THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : 0;
        Look look = lastLooks.get(loop.index());
        long since = Math.max(1, now - look.nanos);
        int busy = (int) Math.min(100, Math.max(0, Math.round(100.0 * (cpu - look.cpuNanos) / since)));
        if (since >= SHORTEST_NANOS) {
            look.nanos = now;
            look.cpuNanos = cpu;
        }
        Traffic traffic = new Traffic(loop);
        all.forEach(pool -> traffic.add(pool.stats(loop)));
        traffic.add(consoles.stats()[loop.index()]);
        Connections connections = new Connections(loop, pooled);
        int pending = loop.eventLoop() instanceof SingleThreadEventExecutor executor ? executor.pendingTasks() : 0;
        return new LoopSnapshot(loop.index(), Thread.currentThread().getName(), transport,
                connections.clients, connections.servers, traffic.accepted, pending, Math.max(0, (now - asked) / 1000),
                cpu / 1000, busy, since / 1_000_000, traffic.queries, traffic.received, traffic.sent, connections.held,
                connections.unsent);
    }

    /** The traffic of one loop since the start. */
    private final class Traffic {
        private final long accepted;
        private long queries;
        private long received;
        private long sent;

        Traffic(Loop loop) {
            accepted = listeners.get().stream().mapToLong(listener -> listener.places().accepted(loop)).sum();
        }

        void add(PoolStats stats) {
            queries += stats.total(Counter.QUERY_COUNT);
            received += stats.total(Counter.RECEIVED);
            sent += stats.total(Counter.SENT);
        }
    }

    /** The connections of one loop, with their bytes on the way. */
    private final class Connections {
        private int clients;
        private int servers;
        private long held;
        private long unsent;

        Connections(Loop loop, List<ServerConnection> pooled) {
            for (Client entry : sessions.get(loop.index()).everybody()) {
                ClientReport client = entry.report();
                clients++;
                held += client.heldBytes();
                unsent += client.socket().unsentBytes();
                if (entry.server() != null && !client.replication().equals("none")) {
                    add(entry.server(), loop); // a replication client's server belongs to no pool
                }
            }
            for (ConsoleConnection console : consoles.all()) {
                if (console.loop() == loop) {
                    clients++;
                    unsent += SocketReport.unsentBytes(console.channel());
                }
            }
            pooled.forEach(server -> add(server, loop));
        }

        private void add(ServerConnection server, Loop loop) {
            servers++;
            // A server that has moved to another loop was idle, with no bytes on their way.
            unsent += server.loop() == loop ? server.report().socket().unsentBytes() : 0;
        }
    }
}
