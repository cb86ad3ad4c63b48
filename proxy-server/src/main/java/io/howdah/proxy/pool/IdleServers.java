package io.howdah.proxy.pool;

import io.howdah.proxy.server.ServerConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The servers nobody uses, a deque for each loop; last in, first out unless server_round_robin. Guarded by the pool's lock. */
final class IdleServers {

    private final List<ArrayDeque<ServerConnection>> byLoop = new ArrayList<>();
    private int size;

    IdleServers(int loops) {
        for (int i = 0; i < loops; i++) {
            byLoop.add(new ArrayDeque<>());
        }
    }

    int size() {
        return size;
    }

    void push(ServerConnection server) {
        byLoop.get(server.loop().index()).addFirst(server);
        size++;
    }

    /** One of the loop's own, else one of another loop, else null. */
    ServerConnection take(int loop, boolean roundRobin) {
        if (size == 0) {
            return null;
        }
        ServerConnection server = poll(byLoop.get(loop), roundRobin);
        for (int i = 0; server == null && i < byLoop.size(); i++) {
            server = poll(byLoop.get(i), roundRobin);
        }
        if (server != null) {
            size--;
        }
        return server;
    }

    /** The one of the loop's own that is next, or null; it stays. */
    ServerConnection peek(int loop, boolean roundRobin) {
        ArrayDeque<ServerConnection> own = byLoop.get(loop);
        return roundRobin ? own.peekLast() : own.peekFirst();
    }

    /** Takes what {@link #peek} has just shown. */
    ServerConnection takeOwn(int loop, boolean roundRobin) {
        size--;
        return poll(byLoop.get(loop), roundRobin);
    }

    boolean remove(ServerConnection server) {
        boolean there = byLoop.get(server.loop().index()).remove(server);
        if (there) {
            size--;
        }
        return there;
    }

    /** Takes out all that match, those idle for longest first, up to {@code most}. */
    List<ServerConnection> takeAll(Predicate<ServerConnection> which, int most) {
        List<ServerConnection> taken = new ArrayList<>();
        for (ArrayDeque<ServerConnection> servers : byLoop) {
            for (var oldestFirst = servers.descendingIterator(); oldestFirst.hasNext() && taken.size() < most; ) {
                ServerConnection server = oldestFirst.next();
                if (which.test(server)) {
                    oldestFirst.remove();
                    size--;
                    taken.add(server);
                }
            }
        }
        return taken;
    }

    List<ServerConnection> all() {
        List<ServerConnection> servers = new ArrayList<>();
        byLoop.forEach(servers::addAll);
        return servers;
    }

    private static ServerConnection poll(ArrayDeque<ServerConnection> servers, boolean roundRobin) {
        return roundRobin ? servers.pollLast() : servers.pollFirst();
    }
}
