package io.howdah.proxy.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The questions that are under way, at most one for each key that clients may wait for. Any thread may call. */
final class Flights {

    /** A question whose answer was too long to be kept has no followers for so long: they would have waited in vain. */
    private static final Duration ALONE = Duration.ofSeconds(2);

    /** Bytes of the keys of these questions. */
    private static final long ALONE_BYTES = 1 << 20;

    private final ConcurrentHashMap<CacheKey, Flight> flying = new ConcurrentHashMap<>();
    private final Cache<CacheKey, Boolean> alone = Caffeine.newBuilder().expireAfterWrite(ALONE).maximumWeight(ALONE_BYTES)
            .weigher((CacheKey key, Boolean is) -> key.length()).executor(Runnable::run).build();

    /**
     * A client wants this answer, and may wait for it.
     *
     * @param key never changes
     * @param described whether the client wants the columns
     * @return the flight that the client leads or follows; null if the client must ask by itself, and nobody waits for it
     */
    @Nullable
    Flight enter(CacheKey key, boolean described, Flight.Follower client, long nowNanos) {
        if (alone.getIfPresent(key) != null) {
            return null;
        }
        Flight mine = new Flight(this, key, described, client, nowNanos);
        while (true) {
            Flight up = takeOff(mine, nowNanos);
            if (up == null) {
                return mine;
            }
            if (up.join(client, described)) {
                return up;
            }
            if (!up.isOver()) {
                return null; // It will not tell the columns.
            }
        }
    }

    /** A client wants this answer, and has waited already. @return the flight that it leads; null if another client leads one */
    @Nullable
    Flight lead(CacheKey key, boolean described, Flight.Follower client, long nowNanos) {
        if (alone.getIfPresent(key) != null) {
            return null;
        }
        Flight mine = new Flight(this, key, described, client, nowNanos);
        return takeOff(mine, nowNanos) == null ? mine : null;
    }

    /** Begins a flight. @return null if it has begun; else the flight that is up already */
    private @Nullable Flight takeOff(Flight mine, long nowNanos) {
        while (true) {
            Flight up = flying.putIfAbsent(mine.key(), mine);
            if (up == null || !up.isClosed(nowNanos)) {
                return up;
            }
            // The followers of a closed flight stay with it; who comes now begins another.
            if (flying.replace(mine.key(), up, mine)) {
                return null;
            }
        }
    }

    /** Whether a client is asking this now. */
    boolean isUp(CacheKey key) {
        return flying.containsKey(key);
    }

    /** The flight is up no longer. */
    void landed(Flight flight) {
        flying.remove(flight.key(), flight);
    }

    /** The answer to this question is too long to be kept. */
    void flyAlone(CacheKey key) {
        alone.put(key, Boolean.TRUE);
    }

    /** No answer will be kept any more: all followers go on. */
    void endAll() {
        List.copyOf(flying.values()).forEach(flight -> flight.land(null));
    }

    /** How many flights are up. */
    int size() {
        return flying.size();
    }
}
