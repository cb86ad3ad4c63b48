package io.howdah.proxy.live;

import io.howdah.console.view.WaitingSnapshot;
import io.howdah.proxy.client.Client;
import io.howdah.proxy.client.ClientReport;
import io.howdah.proxy.client.LoopClients;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.pool.Pool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Reads the clients that wait for a server, and counts their places in the pools' queues: SHOW WAITING. */
public final class WaitingReader {

    /** @param queue the pool whose queue the client is in; null for a client in no queue */
    private record Waiting(ClientReport client, @Nullable Pool queue) {}

    private record Since(long nanos, Client entry) {}

    // Compares differences, for System.nanoTime() may be negative.
    private static final Comparator<Waiting> LONGEST_FIRST = (one, other) -> Long
            .signum(one.client.waitingSinceNanos() - other.client.waitingSinceNanos());

    private final OnEachLoop onEachLoop;
    private final List<LoopClients> sessions;
    private final IntSupplier port;

    /**
     * @param sessions by loop
     * @param port the pooler's; shown for clients of a unix socket
     */
    public WaitingReader(List<Loop> loops, List<LoopClients> sessions, IntSupplier port) {
        this.onEachLoop = new OnEachLoop(loops);
        this.sessions = List.copyOf(sessions);
        this.port = port;
    }

    CompletionStage<List<WaitingSnapshot>> waiting() {
        WallClock clock = new WallClock();
        return onEachLoop.gather(this::waitingOf).thenApply(all -> placed(all, clock));
    }

    /**
     * The clients with the longest waits. Their places in the queue are right, for clients further in front have waited longer.
     */
    CompletionStage<List<WaitingSnapshot>> longest(int most) {
        WallClock clock = new WallClock();
        return onEachLoop.gather(loop -> longestOf(loop, most))
                .thenApply(all -> placed(all, clock).stream().limit(most).toList());
    }

    /** Of thousands of waiting clients only those in the result are read in full. */
    private List<Waiting> longestOf(Loop loop, int most) {
        PriorityQueue<Since> longest = new PriorityQueue<>((one, other) -> Long.signum(other.nanos - one.nanos));
        for (Client entry : sessions.get(loop.index()).everybody()) {
            if (entry.isWaiting()) {
                longest.add(new Since(entry.waitingSinceNanos(), entry));
                if (longest.size() > most) {
                    longest.remove();
                }
            }
        }
        return longest.stream().map(since -> new Waiting(since.entry.report(), since.entry.queue())).toList();
    }

    private List<Waiting> waitingOf(Loop loop) {
        List<Waiting> rows = new ArrayList<>();
        for (Client entry : sessions.get(loop.index()).everybody()) {
            if (entry.isWaiting()) {
                rows.add(new Waiting(entry.report(), entry.queue()));
            }
        }
        return rows;
    }

    private List<WaitingSnapshot> placed(List<Waiting> all, WallClock clock) {
        Map<Pool, Integer> places = new HashMap<>();
        return all.stream().sorted(LONGEST_FIRST)
                .map(waiting -> row(waiting.client, waiting.queue == null ? 0 : places.merge(waiting.queue, 1, Integer::sum),
                        clock))
                .toList();
    }

    private WaitingSnapshot row(ClientReport client, int position, WallClock clock) {
        return new WaitingSnapshot(
                client.database(), client.user(), SocketReader.applicationName(client.parameters().get("application_name")),
                client.socket().address(), client.socket().port(port), SocketReader.word(client), position,
                clock.microsSince(client.waitingSinceNanos()), SocketReader.clientPointer(client.id()), client.id());
    }
}
