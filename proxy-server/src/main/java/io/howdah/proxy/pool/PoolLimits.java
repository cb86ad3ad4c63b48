package io.howdah.proxy.pool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts shared by several pools: max_db_connections and max_user_connections for servers, max_db_client_connections and
 * max_user_client_connections for clients. A slot is taken before the connection is opened and given back when it is closed or has
 * failed, so the limits hold at every instant.
 */
public final class PoolLimits {

    /** What is counted. */
    public enum Kind { SERVERS_OF_DATABASE, SERVERS_OF_USER, CLIENTS_OF_DATABASE, CLIENTS_OF_USER }

    private record Key(Kind kind, String name) {}

    /** Changed under its key's lock in the map. */
    private static final class Count {
        private volatile int taken;
        private volatile long givenBackNanos = System.nanoTime();
    }

    private final ConcurrentHashMap<Key, Count> counts = new ConcurrentHashMap<>();

    /**
     * Takes a slot.
     *
     * @param limit 0 for none
     * @return false where that many are taken already
     */
    public boolean tryTake(Kind kind, String name, int limit) {
        boolean[] taken = new boolean[1];
        counts.compute(new Key(kind, name), (key, known) -> {
            Count count = known == null ? new Count() : known;
            if (limit <= 0 || count.taken < limit) {
                count.taken++;
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
            count.taken--;
            // Of databases it has to be known since when none is taken.
            return count.taken == 0 && (kind == Kind.CLIENTS_OF_USER || kind == Kind.SERVERS_OF_USER) ? null : count;
        });
    }

    /** Forgets since when none has been taken, where that is so. */
    void forget(Kind kind, String name) {
        counts.computeIfPresent(new Key(kind, name), (key, count) -> count.taken == 0 ? null : count);
    }

    /** How many names it knows. */
    int size() {
        return counts.size();
    }

    /** How many are taken. */
    public int taken(Kind kind, String name) {
        Count count = counts.get(new Key(kind, name));
        return count == null ? 0 : count.taken;
    }

    /** Whose slots are taken. */
    public List<String> holders(Kind kind) {
        return counts.entrySet().stream().filter(entry -> entry.getKey().kind == kind && entry.getValue().taken > 0)
                .map(entry -> entry.getKey().name).toList();
    }

    /** Whether none has been taken for so long, up to this System.nanoTime(). */
    boolean isFreeFor(Duration time, Kind kind, String name, long now) {
        Count count = counts.get(new Key(kind, name));
        return count == null || (count.taken == 0 && now - count.givenBackNanos >= time.toNanos());
    }
}
