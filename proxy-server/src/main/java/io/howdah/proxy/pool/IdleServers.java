package io.howdah.proxy.pool;

import io.howdah.proxy.server.PooledServer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The idle servers of a pool, in a deque for each loop. The server that came last goes out first, unless server_round_robin is
 * on. Guarded by the lock of {@link PoolLists}.
 *
 * @param <S> a server
 */
final class IdleServers<S extends PooledServer> {

    private final List<ArrayDeque<S>> byLoop = new ArrayList<>();
    private int size;

    IdleServers(int loops) {
        for (int i = 0; i < loops; i++) {
            byLoop.add(new ArrayDeque<>());
        }
    }

    int size() {
        return size;
    }

    void push(S server) {
        byLoop.get(server.loop().index()).addFirst(server);
        size++;
    }

    /** Takes an idle server of this loop, else of another loop; null if no server is idle. */
    @Nullable
    S take(int loop, boolean roundRobin) {
        if (size == 0) {
            return null;
        }
        S server = poll(byLoop.get(loop), roundRobin);
        for (int i = 0; server == null && i < byLoop.size(); i++) {
            server = poll(byLoop.get(i), roundRobin);
        }
        if (server != null) {
            size--;
        }
        return server;
    }

    boolean remove(S server) {
        boolean there = byLoop.get(server.loop().index()).remove(server);
        if (there) {
            size--;
        }
        return there;
    }

    /** Takes the server that has been idle for longest in the first loop with an idle server; null if no server is idle. */
    @Nullable
    S takeOldest() {
        List<S> taken = takeOldest(1);
        return taken.isEmpty() ? null : taken.get(0);
    }

    /**
     * Takes up to {@code most} idle servers, loop by loop. Within a loop, the server that has been idle for longest goes first.
     */
    List<S> takeOldest(int most) {
        return takeAll(server -> true, most);
    }

    /** Takes up to {@code most} matching servers, in the order of {@link #takeOldest(int)}. */
    List<S> takeAll(Predicate<S> which, int most) {
        List<S> taken = new ArrayList<>();
        for (ArrayDeque<S> servers : byLoop) {
            for (var oldestFirst = servers.descendingIterator(); oldestFirst.hasNext() && taken.size() < most;) {
                S server = oldestFirst.next();
                if (which.test(server)) {
                    oldestFirst.remove();
                    size--;
                    taken.add(server);
                }
            }
        }
        return taken;
    }

    List<S> all() {
        List<S> servers = new ArrayList<>();
        byLoop.forEach(servers::addAll);
        return servers;
    }

    private static <T> @Nullable T poll(ArrayDeque<T> servers, boolean roundRobin) {
        return roundRobin ? servers.pollLast() : servers.pollFirst();
    }
}
