package io.howdah.proxy.live;

import io.howdah.console.view.TransactionSnapshot;
import io.howdah.proxy.client.Client;
import io.howdah.proxy.client.ClientReport;
import io.howdah.proxy.client.LoopClients;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.ServerReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;

/** Reads the clients with their linked servers, on the loop of both: SHOW TRANSACTIONS. */
public final class TransactionReader {

    private static final Comparator<TransactionSnapshot> OLDEST_FIRST = Comparator.comparingLong(TransactionSnapshot::ageMicros)
            .thenComparingLong(TransactionSnapshot::quietMicros).reversed();

    private final OnEachLoop onEachLoop;
    private final List<LoopClients> sessions;
    private final IntSupplier port;

    /**
     * @param sessions by loop
     * @param port the pooler's; shown for clients of a unix socket
     */
    public TransactionReader(List<Loop> loops, List<LoopClients> sessions, IntSupplier port) {
        this.onEachLoop = new OnEachLoop(loops);
        this.sessions = List.copyOf(sessions);
        this.port = port;
    }

    CompletionStage<List<TransactionSnapshot>> transactions() {
        WallClock clock = new WallClock();
        return onEachLoop.gather(loop -> transactionsOf(loop, clock))
                .thenApply(rows -> rows.stream().sorted(OLDEST_FIRST).toList());
    }

    private List<TransactionSnapshot> transactionsOf(Loop loop, WallClock clock) {
        List<TransactionSnapshot> rows = new ArrayList<>();
        for (Client entry : sessions.get(loop.index()).everybody()) {
            if (entry.server() != null) {
                rows.add(row(entry.report(), entry.server().report(), clock));
            }
        }
        return rows;
    }

    private TransactionSnapshot row(ClientReport client, ServerReport server, WallClock clock) {
        String state = state(client, server);
        return new TransactionSnapshot(
                client.database(), client.user(), SocketReader.applicationName(client.parameters().get("application_name")),
                client.socket().address(), client.socket().port(port), client.id(), server.processId(), state,
                state.equals("idle") ? 0 : clock.microsSince(client.transactionNanos()),
                clock.microsSince(client.activityNanos()),
                server.lastCommand());
    }

    private static String state(ClientReport client, ServerReport server) {
        if (!client.replication().equals("none")) {
            return "replication";
        }
        if (!server.isDrained()) {
            return "active";
        }
        return switch (server.status()) {
            case 'T' -> "idle in transaction";
            case 'E' -> "idle in transaction (aborted)";
            // Requests without a Sync are a transaction too.
            default -> server.isFree() ? "idle" : "active";
        };
    }
}
