package io.howdah.proxy.live;

import io.howdah.config.PoolerConfig;
import io.howdah.console.view.ClientGroup;
import io.howdah.console.view.FdSnapshot;
import io.howdah.console.view.SocketSnapshot;
import io.howdah.proxy.client.Client;
import io.howdah.proxy.client.ClientReport;
import io.howdah.proxy.client.ClientState;
import io.howdah.proxy.client.LinkedClient;
import io.howdah.proxy.client.LoopClients;
import io.howdah.proxy.client.login.ClientListener;
import io.howdah.proxy.console.ConsoleClients;
import io.howdah.proxy.console.ConsoleConnection;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.SocketReport;
import io.howdah.proxy.pool.OwnedServers;
import io.howdah.proxy.pool.PoolKey;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerReport;
import io.howdah.proxy.server.ServerState;
import io.howdah.proxy.server.cancel.CancelSender;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads connections one by one, each on its own loop: SHOW CLIENTS, SHOW SERVERS, SHOW SOCKETS and SHOW FDS. */
public final class SocketReader {

    private static final Comparator<SocketSnapshot> ORDER = Comparator.comparing(SocketSnapshot::database)
            .thenComparing(SocketSnapshot::user).thenComparingInt(SocketSnapshot::id);

    private final OnEachLoop onEachLoop;
    private final List<LoopClients> sessions;
    private final Pools pools;
    private final ConsoleClients consoles;
    private final Supplier<List<ClientListener>> listeners;
    private final IntSupplier port;

    /**
     * @param sessions by loop
     * @param port the pooler's; shown for clients of a unix socket, whose file's name contains it
     */
    public SocketReader(List<Loop> loops, List<LoopClients> sessions, Pools pools, ConsoleClients consoles,
            Supplier<List<ClientListener>> listeners, IntSupplier port) {
        this.onEachLoop = new OnEachLoop(loops);
        this.sessions = List.copyOf(sessions);
        this.pools = pools;
        this.consoles = consoles;
        this.listeners = listeners;
        this.port = port;
    }

    // ---- clients

    CompletionStage<List<SocketSnapshot>> clients() {
        return onEachLoop.gather(this::clientsOf).thenApply(SocketReader::sorted);
    }

    private List<SocketSnapshot> clientsOf(Loop loop) {
        WallClock clock = new WallClock();
        List<SocketSnapshot> rows = new ArrayList<>();
        sessions.get(loop.index()).everybody().forEach(client -> rows.add(row(client.report(), clock)));
        consoles.all().stream().filter(console -> console.loop() == loop).forEach(console -> rows.add(row(console, clock)));
        return rows;
    }

    CompletionStage<List<ClientGroup>> clientGroups() {
        return onEachLoop.ask(this::groupsOf).thenApply(parts -> {
            Map<Alike, Integer> all = new HashMap<>();
            parts.forEach(part -> part.forEach((alike, clients) -> all.merge(alike, clients, Integer::sum)));
            return all.entrySet().stream().map(group -> new ClientGroup(group.getKey().database, group.getKey().user,
                    group.getKey().applicationName, group.getKey().state, group.getValue())).toList();
        });
    }

    private record Alike(String database, String user, String applicationName, String state) {}

    private Map<Alike, Integer> groupsOf(Loop loop) {
        Map<Alike, Integer> groups = new HashMap<>();
        for (Client client : sessions.get(loop.index()).everybody()) {
            groups.merge(new Alike(client.database(), client.user(), applicationName(client.applicationName()),
                    word(client.state(), client.server())), 1, Integer::sum);
        }
        for (ConsoleConnection console : consoles.all()) {
            if (console.loop() == loop) {
                groups.merge(new Alike(PoolerConfig.CONSOLE_DATABASE, console.user(), console.applicationName(), "idle"), 1,
                        Integer::sum);
            }
        }
        return groups;
    }

    private SocketSnapshot row(ClientReport client, WallClock clock) {
        return new SocketSnapshot(
                'C', client.user(), client.database(), client.replication(), word(client),
                client.socket().address(), port(client.socket()), client.socket().localAddress(), localPort(client.socket()),
                clock.instant(client.connectedNanos()), clock.instant(client.requestNanos()),
                client.waitingSinceNanos() == 0 ? 0 : clock.microsSince(client.waitingSinceNanos()),
                false, clientPointer(client.id()), client.server() == null ? "" : serverPointer(client.server().id()),
                client.socket().peerProcessId(), client.socket().tls(),
                applicationName(client.parameters().get("application_name")),
                client.preparedStatements(), client.id(),
                new SocketSnapshot.Buffers(client.heldBytes(), client.frameBytes(), client.socket().unsentBytes()));
    }

    /** PgBouncer's word for a client's state. */
    static String word(ClientReport client) {
        return word(client.state(), client.server());
    }

    private static String word(ClientState state, @Nullable ServerConnection server) {
        return switch (state) {
            case ACTIVE -> server == null ? "idle" : "active";
            case WAITING -> "waiting";
            case WAITING_CANCEL -> "waiting_cancel_req";
            case ACTIVE_CANCEL -> "active_cancel_req";
            case LOGIN -> "login";
            case CLOSED -> "closed";
        };
    }

    private SocketSnapshot row(ConsoleConnection console, WallClock clock) {
        SocketReport socket = SocketReport.of(console.channel());
        return new SocketSnapshot(
                'C', console.user(), PoolerConfig.CONSOLE_DATABASE, "none", "idle",
                socket.address(), port(socket), socket.localAddress(), localPort(socket),
                clock.instant(console.connectedNanos()), clock.instant(console.requestNanos()), 0, false,
                clientPointer(console.processId()), "", socket.peerProcessId(), socket.tls(), console.applicationName(), 0,
                console.processId(), new SocketSnapshot.Buffers(0, 0, socket.unsentBytes()));
    }

    CompletionStage<List<SocketSnapshot>> logins() {
        return onEachLoop.gather(this::loginsOf).thenApply(SocketReader::sorted);
    }

    private List<SocketSnapshot> loginsOf(Loop loop) {
        WallClock clock = new WallClock();
        List<SocketSnapshot> rows = new ArrayList<>();
        for (ClientListener listener : listeners.get()) {
            listener.places().loggingIn().forEach(login -> {
                if (login.channel().eventLoop() == loop.eventLoop()) {
                    SocketReport socket = SocketReport.of(login.channel());
                    rows.add(new SocketSnapshot('C', "(nouser)", "(nodb)", "none", "login",
                            socket.address(), port(socket), socket.localAddress(), localPort(socket),
                            clock.instant(login.sinceNanos()), clock.instant(login.sinceNanos()), 0, false,
                            String.format("0x1%08x", login.number()), "", socket.peerProcessId(), socket.tls(), "", 0,
                            login.number(),
                            new SocketSnapshot.Buffers(0, 0, socket.unsentBytes())));
                }
            });
        }
        return rows;
    }

    // ---- servers

    CompletionStage<List<SocketSnapshot>> servers() {
        return onEachLoop.gather(this::replicatingOn).thenCombine(OnEachLoop.ask(connections(), this::rows),
                (replicating, pooled) -> {
                    List<SocketSnapshot> all = new ArrayList<>(replicating);
                    pooled.forEach(all::addAll);
                    return sorted(all);
                });
    }

    private List<ServerConnection> connections() {
        return pools.all().stream().flatMap(pool -> pool.connections().stream()).toList();
    }

    /** A server of a pool, and the connection that carries a cancel request for it. */
    private List<SocketSnapshot> rows(ServerConnection server) {
        WallClock clock = new WallClock();
        List<SocketSnapshot> rows = new ArrayList<>();
        if (server.state() != ServerState.CLOSED && server.owner() instanceof OwnedServers pool) {
            String link = server.peer() instanceof LinkedClient linked ? clientPointer(linked.client().id()) : "";
            rows.add(row(pool.key(), server.report(), "none", link, clock));
            pools.cancels().underWay(server).ifPresent(cancel -> rows.add(row(pool.key(), server, cancel, clock)));
        }
        return rows;
    }

    /** Servers of replication clients, which belong to no pool. */
    private List<SocketSnapshot> replicatingOn(Loop loop) {
        WallClock clock = new WallClock();
        List<SocketSnapshot> rows = new ArrayList<>();
        for (Client entry : sessions.get(loop.index()).everybody()) {
            ClientReport client = entry.report();
            if (!client.replication().equals("none") && client.server() != null) {
                rows.add(row(new PoolKey(client.database(), client.user()), client.server().report(), client.replication(),
                        clientPointer(client.id()), clock));
            }
        }
        return rows;
    }

    private static SocketSnapshot row(PoolKey pool, ServerReport server, String replication, String link, WallClock clock) {
        return new SocketSnapshot(
                'S', pool.user(), pool.database(), replication, word(server.state()),
                server.socket().address(), server.host().port(), server.socket().localAddress(), server.socket().localPort(),
                clock.instant(server.connectedNanos()), server.requestNanos() == 0 ? null : clock.instant(server.requestNanos()),
                0, server.closeNeeded(), serverPointer(server.id()), link, server.processId(), server.socket().tls(),
                applicationName(server.parameters().get("application_name")), server.preparedStatements(), server.id(),
                new SocketSnapshot.Buffers(0, server.frameBytes(), server.socket().unsentBytes()));
    }

    private static String word(ServerState state) {
        return switch (state) {
            case LOGIN -> "new";
            case IDLE -> "idle";
            case ACTIVE -> "active";
            case USED -> "used";
            case TESTED -> "tested";
            case BEING_CANCELED -> "being_canceled";
            case ACTIVE_CANCEL -> "active_cancel";
            case CLOSED -> "closed";
        };
    }

    /** The connection that carries a cancel request for a server. */
    private static SocketSnapshot row(PoolKey pool, ServerConnection server, CancelSender.UnderWay cancel, WallClock clock) {
        SocketReport socket = SocketReport.of(cancel.channel());
        return new SocketSnapshot(
                'S', pool.user(), pool.database(), "none", word(ServerState.ACTIVE_CANCEL),
                socket.address(), server.host().port(), socket.localAddress(), socket.localPort(),
                clock.instant(cancel.sinceNanos()), clock.instant(cancel.sinceNanos()), 0, false, serverPointer(cancel.id()),
                serverPointer(server.id()), 0, socket.tls(), "", 0, cancel.id(),
                new SocketSnapshot.Buffers(0, 0, socket.unsentBytes()));
    }

    // ---- file descriptors

    CompletionStage<List<FdSnapshot>> fds() {
        List<FdSnapshot> doors = new ArrayList<>();
        for (ClientListener listener : listeners.get()) {
            listener.bound().forEach(channel -> {
                SocketReport socket = SocketReport.of(channel);
                doors.add(new FdSnapshot(socket.descriptor(), "pooler", null, null, socket.localAddress(), localPort(socket), 0,
                        null, null, null, null));
            });
        }
        return onEachLoop.gather(this::clientFdsOf).thenCombine(OnEachLoop.ask(connections(), SocketReader::fdOf),
                (clients, servers) -> {
                    List<FdSnapshot> all = new ArrayList<>(doors);
                    all.addAll(clients);
                    all.addAll(servers);
                    return all;
                });
    }

    private List<FdSnapshot> clientFdsOf(Loop loop) {
        List<FdSnapshot> rows = new ArrayList<>();
        for (Client entry : sessions.get(loop.index()).everybody()) {
            ClientReport client = entry.report();
            int link = client.server() == null ? 0 : client.server().report().socket().descriptor();
            rows.add(fd("client", new PoolKey(client.database(), client.user()), client.socket(), port(client.socket()), link,
                    client.parameters()::get));
        }
        return rows;
    }

    private static FdSnapshot fdOf(ServerConnection server) {
        ServerReport report = server.report();
        PoolKey pool = ((OwnedServers) server.owner()).key();
        int link = server.peer() instanceof LinkedClient linked ? linked.client().report().socket().descriptor() : 0;
        return fd("server", pool, report.socket(), report.host().port(), link, report.parameters()::get);
    }

    private static FdSnapshot fd(
            String task, PoolKey pool, SocketReport socket, int port, int link, UnaryOperator<String> parameters) {
        return new FdSnapshot(socket.descriptor(), task, pool.user(), pool.database(), socket.address(), port, link,
                parameters.apply("client_encoding"), parameters.apply("standard_conforming_strings"),
                parameters.apply("DateStyle"), parameters.apply("TimeZone"));
    }

    // ---- common parts

    private static List<SocketSnapshot> sorted(List<SocketSnapshot> rows) {
        return rows.stream().sorted(ORDER).toList();
    }

    private int port(SocketReport socket) {
        return socket.port(port);
    }

    private int localPort(SocketReport socket) {
        return socket.localPort(port);
    }

    static String applicationName(@Nullable String name) {
        return name == null ? "" : name;
    }

    /** PgBouncer shows addresses of its memory here; they only have to be unique. */
    static String clientPointer(int id) {
        return String.format("0xc%08x", id);
    }

    private static String serverPointer(int id) {
        return String.format("0x5%08x", id);
    }
}
