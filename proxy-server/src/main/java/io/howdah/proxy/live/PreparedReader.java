package io.howdah.proxy.live;

import io.howdah.console.view.StatementSnapshot;
import io.howdah.proxy.client.LoggedInClient;
import io.howdah.proxy.client.LoopClients;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.pool.OwnedServers;
import io.howdah.proxy.pool.PoolKey;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.server.ServerConnection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Reads the prepared statements and their holders: SHOW PREPARED. It walks the names of every client and every server, each on
 * its loop: about 60 ns per name.
 */
public final class PreparedReader {

    /** Most rows: more are of no use to an operator, and all rows have to fit into memory. */
    private static final int ROWS = 10_000;

    /** Most characters of a text. */
    private static final int TEXT_LENGTH = 100;

    /** The holders of one statement: clients and servers of one pool. */
    private static final class Holders {
        private final PoolKey pool;
        private int clients;
        private int servers;

        Holders(PoolKey pool) {
            this.pool = pool;
        }

        Holders add(Holders others) {
            clients += others.clients;
            servers += others.servers;
            return this;
        }
    }

    private final OnEachLoop onEachLoop;
    private final List<LoopClients> sessions;
    private final Pools pools;

    /** @param sessions by loop */
    public PreparedReader(List<Loop> loops, List<LoopClients> sessions, Pools pools) {
        this.onEachLoop = new OnEachLoop(loops);
        this.sessions = List.copyOf(sessions);
        this.pools = pools;
    }

    CompletionStage<List<StatementSnapshot>> statements() {
        List<ServerConnection> servers = pools.all().stream().flatMap(pool -> pool.servers().stream()).toList();
        return onEachLoop.ask(this::heldByClients)
                .thenCombine(OnEachLoop.ask(servers, PreparedReader::heldBy), (clients, held) -> {
                    Map<PreparedStatement, Holders> all = new IdentityHashMap<>();
                    clients.forEach(part -> addAll(all, part));
                    held.forEach(part -> addAll(all, part));
                    return rows(all);
                });
    }

    private Map<PreparedStatement, Holders> heldByClients(Loop loop) {
        Map<PreparedStatement, Holders> held = new IdentityHashMap<>();
        for (LoggedInClient session : sessions.get(loop.index()).snapshot()) {
            PoolKey pool = session.pool().key();
            session.statements().forEach(statement -> held.computeIfAbsent(statement, key -> new Holders(pool)).clients++);
        }
        return held;
    }

    private static Map<PreparedStatement, Holders> heldBy(ServerConnection server) {
        Map<PreparedStatement, Holders> held = new IdentityHashMap<>();
        PoolKey pool = ((OwnedServers) server.owner()).key();
        server.statements().forEach(statement -> held.computeIfAbsent(statement, key -> new Holders(pool)).servers++);
        return held;
    }

    private static void addAll(Map<PreparedStatement, Holders> all, Map<PreparedStatement, Holders> part) {
        part.forEach((statement, holders) -> all.merge(statement, holders, Holders::add));
    }

    private static List<StatementSnapshot> rows(Map<PreparedStatement, Holders> all) {
        List<Map.Entry<PreparedStatement, Holders>> ordered = new ArrayList<>(all.entrySet());
        ordered.sort(Comparator.comparingInt((Map.Entry<PreparedStatement, Holders> entry) -> -entry.getValue().clients)
                .thenComparingInt(entry -> -entry.getValue().servers)
                .thenComparingLong(entry -> entry.getKey().number()));
        return ordered.stream().limit(ROWS).map(entry -> row(entry.getKey(), entry.getValue())).toList();
    }

    private static StatementSnapshot row(PreparedStatement statement, Holders holders) {
        return new StatementSnapshot(statement.toString(), holders.clients, holders.servers, holders.pool.database(),
                holders.pool.user(), statement.length(), statement.abbreviated(TEXT_LENGTH));
    }
}
