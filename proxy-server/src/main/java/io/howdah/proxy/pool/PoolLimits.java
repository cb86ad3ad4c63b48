package io.howdah.proxy.pool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts shared by several pools: max_db_connections and max_user_connections for servers, max_db_client_connections and
 * max_user_client_connections for clients. A slot is taken before the connection is opened and given back when it is closed or has
 * failed, so the limits hold at every instant.
 */
public final class PoolLimits {

    /** What is counted. */
    public enum Kind { SERVERS_OF_DATABASE, SERVERS_OF_USER, CLIENTS_OF_DATABASE, CLIENTS_OF_USER }

    private record Key(Kind kind, String name) {}

    private static final class Count {
        private final AtomicInteger taken = new AtomicInteger();
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
        AtomicInteger count = counts.computeIfAbsent(new Key(kind, name), key -> new Count()).taken;
        if (limit <= 0) {
            count.incrementAndGet();
            return true;
        }
        for (int now = count.get(); now < limit; now = count.get()) {
            if (count.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Gives a slot back. */
    public void giveBack(Kind kind, String name) {
        Count count = counts.get(new Key(kind, name));
        count.givenBackNanos = System.nanoTime();
        count.taken.decrementAndGet();
    }

    /** How many are taken. */
    public int taken(Kind kind, String name) {
        Count count = counts.get(new Key(kind, name));
        return count == null ? 0 : count.taken.get();
    }

    /** Whose slots are taken. */
    public List<String> holders(Kind kind) {
        return counts.entrySet().stream().filter(entry -> entry.getKey().kind == kind && entry.getValue().taken.get() > 0)
                .map(entry -> entry.getKey().name).toList();
    }

    /** Whether none has been taken for so long, up to this System.nanoTime(). */
    boolean isFreeFor(Duration time, Kind kind, String name, long now) {
        Count count = counts.get(new Key(kind, name));
        return count == null || (count.taken.get() == 0 && now - count.givenBackNanos >= time.toNanos());
    }
}
