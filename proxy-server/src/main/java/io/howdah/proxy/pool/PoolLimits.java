package io.howdah.proxy.pool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts that pools share: max_db_connections and max_user_connections for servers, max_db_client_connections and
 * max_user_client_connections for clients. A slot is taken before the connection is opened, and given back when the connection is
 * closed or has failed. So the limits hold at every moment.
 */
public final class PoolLimits {

    /** The kinds of slot. */
    public enum Kind { SERVERS_OF_DATABASE, SERVERS_OF_USER, CLIENTS_OF_DATABASE, CLIENTS_OF_USER }

    private record Key(Kind kind, String name) {}

    /** Changed under the lock of its key in the map. */
    private static final class Count {
        private final AtomicInteger taken = new AtomicInteger();
        private volatile long givenBackNanos = System.nanoTime();
    }

    private final ConcurrentHashMap<Key, Count> counts = new ConcurrentHashMap<>();

    /**
     * Takes a slot.
     *
     * @param limit 0 for no limit
     * @return false if the limit is reached already
     */
    public boolean tryTake(Kind kind, String name, int limit) {
        boolean[] taken = new boolean[1];
        counts.compute(new Key(kind, name), (key, known) -> {
            Count count = known == null ? new Count() : known;
            if (limit <= 0 || count.taken.get() < limit) {
                count.taken.incrementAndGet();
                taken[0] = true;
            }
            return count;
        });
        return taken[0];
    }

    /** Gives a slot back. */
    public void giveBack(Kind kind, String name) {
        counts.computeIfPresent(new Key(kind, name), (key, count) -> {
            count.givenBackNanos = System.nanoTime();
            int taken = count.taken.decrementAndGet();
            // A database's count stays, for it shows since when no slot is taken.
            return taken == 0 && (kind == Kind.CLIENTS_OF_USER || kind == Kind.SERVERS_OF_USER) ? null : count;
        });
    }

    /** Forgets a count if no slot is taken. */
    void forget(Kind kind, String name) {
        counts.computeIfPresent(new Key(kind, name), (key, count) -> count.taken.get() == 0 ? null : count);
    }

    /** The number of names that have a count. */
    int size() {
        return counts.size();
    }

    /** The number of slots taken. */
    public int taken(Kind kind, String name) {
        Count count = counts.get(new Key(kind, name));
        return count == null ? 0 : count.taken.get();
    }

    /** The names that have slots taken. */
    public List<String> holders(Kind kind) {
        return counts.entrySet().stream().filter(entry -> entry.getKey().kind == kind && entry.getValue().taken.get() > 0)
                .map(entry -> entry.getKey().name).toList();
    }

    /**
     * Whether no slot has been taken for this long.
     *
     * @param now System.nanoTime()
     */
    boolean isFreeFor(Duration time, Kind kind, String name, long now) {
        Count count = counts.get(new Key(kind, name));
        return count == null || (count.taken.get() == 0 && now - count.givenBackNanos >= time.toNanos());
    }
}
