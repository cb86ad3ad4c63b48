package io.howdah.proxy.pool;

import io.howdah.proxy.server.PooledServer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The servers nobody uses, a deque for each loop; last in, first out unless server_round_robin. Guarded by the lock of {@link PoolLists}.
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

    /** One of the loop's own, else one of another loop, else null. */
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

    /** Takes out the one idle for longest; null where there is none. */
    S takeOldest() {
        List<S> taken = takeOldest(1);
        return taken.isEmpty() ? null : taken.get(0);
    }

    /** Takes out those idle for longest, up to {@code most}. */
    List<S> takeOldest(int most) {
        return takeAll(server -> true, most);
    }

    /** Takes out all that match, those idle for longest first, up to {@code most}. */
    List<S> takeAll(Predicate<S> which, int most) {
        List<S> taken = new ArrayList<>();
        for (ArrayDeque<S> servers : byLoop) {
            for (var oldestFirst = servers.descendingIterator(); oldestFirst.hasNext() && taken.size() < most; ) {
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

    private static <T> T poll(ArrayDeque<T> servers, boolean roundRobin) {
        return roundRobin ? servers.pollLast() : servers.pollFirst();
    }
}
