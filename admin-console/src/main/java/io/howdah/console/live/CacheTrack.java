package io.howdah.console.live;

import io.howdah.console.view.CacheRedisSnapshot;
import io.howdah.console.view.CacheSnapshot;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Follows the result caches of all databases, and their Redis, from reading to reading. Not thread-safe. */
final class CacheTrack {

    /** Databases on the page. */
    static final int MOST = 10;

    private static final int MOST_KEPT = 100;
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final Counts NOTHING = new Counts(0, 0, 0, 0, 0);

    /**
     * The page's figures.
     *
     * @param ratio part of the last minute's lookups that found an answer, from 0 to 1; null if there was no lookup
     * @param bytes memory that answers take
     * @param databases busiest in the last minute first
     * @param others databases with a cache that are not among these
     * @param redis null without one
     */
    record Figures(@Nullable Double ratio, long bytes, List<Database> databases, int others, @Nullable Redis redis) {}

    /**
     * One database.
     *
     * @param minute the last minute's counts
     */
    record Database(CacheSnapshot now, Counts minute) {}

    /**
     * Redis in the last minute.
     *
     * @param state as in SHOW CACHE
     * @param queue commands that wait for Redis now
     * @param meanMicros of the look-ups that got an answer; null if there was none
     * @param timeouts look-ups without an answer in time
     * @param refused look-ups that were not sent
     */
    record Redis(String state, long queue, long answered, @Nullable Long meanMicros, long timeouts, long refused, long errors) {}

    /**
     * Lookups, and what they have saved.
     *
     * @param memory answered from memory
     * @param coalesced those of them that were answered by the answer to another client's question
     * @param savedMicros what servers took for the answers from memory when they were asked
     */
    record Counts(long memory, long redis, long misses, long coalesced, long savedMicros) {

        private static Counts of(CacheSnapshot cache) {
            return new Counts(cache.hitsMemory(), cache.hitsRedis(), cache.misses(), cache.coalesced(), cache.savedMicros());
        }

        private Counts since(Counts before) {
            return new Counts(rise(before.memory, memory), rise(before.redis, redis), rise(before.misses, misses),
                    rise(before.coalesced, coalesced), rise(before.savedMicros, savedMicros));
        }

        private Counts plus(Counts other) {
            return new Counts(memory + other.memory, redis + other.redis, misses + other.misses, coalesced + other.coalesced,
                    savedMicros + other.savedMicros);
        }

        /** The part that found an answer; null if there was no lookup. */
        @Nullable
        Double ratio() {
            long lookups = lookups();
            return lookups == 0 ? null : (double) (memory + redis) / lookups;
        }

        private long lookups() {
            return memory + redis + misses;
        }
    }

    private record Moment(long nanos, Counts all, Map<String, Counts> byDatabase, @Nullable CacheRedisSnapshot redis) {}

    private final Deque<Moment> moments = new ArrayDeque<>();

    /**
     * Takes one reading.
     *
     * @param redis null without one
     * @return null if no database has a cache
     */
    @Nullable
    Figures add(List<CacheSnapshot> caches, @Nullable CacheRedisSnapshot redis, long nowNanos) {
        Counts all = caches.stream().map(Counts::of).reduce(NOTHING, Counts::plus);
        Map<String, Counts> byDatabase = new HashMap<>();
        busiest(caches, Counts::of, MOST_KEPT).forEach(cache -> byDatabase.put(cache.database(), Counts.of(cache)));
        moments.add(new Moment(nowNanos, all, byDatabase, redis));
        while (moments.size() > 1 && nowNanos - moments.getFirst().nanos > MINUTE_NANOS) {
            moments.remove();
        }
        if (caches.isEmpty()) {
            return null;
        }
        Moment before = moments.getFirst();
        List<Database> databases = busiest(
                caches.stream().filter(cache -> byDatabase.containsKey(cache.database())).toList(),
                cache -> minute(cache, before), MOST).stream().map(cache -> new Database(cache, minute(cache, before))).toList();
        return new Figures(all.since(before.all).ratio(), caches.stream().mapToLong(CacheSnapshot::bytes).sum(), databases,
                caches.size() - databases.size(), redis == null ? null : redis(caches, before.redis, redis));
    }

    private static Counts minute(CacheSnapshot cache, Moment before) {
        return Counts.of(cache).since(before.byDatabase.getOrDefault(cache.database(), NOTHING));
    }

    private static List<CacheSnapshot> busiest(List<CacheSnapshot> caches,
            Function<CacheSnapshot, Counts> counts, int most) {
        return caches.stream()
                .sorted(Comparator.comparingLong((CacheSnapshot cache) -> counts.apply(cache).lookups()).reversed()
                        .thenComparing(CacheSnapshot::database))
                .limit(most).toList();
    }

    private static Redis redis(List<CacheSnapshot> caches, @Nullable CacheRedisSnapshot before, CacheRedisSnapshot now) {
        CacheRedisSnapshot then = before == null ? now : before;
        long answered = rise(then.answered(), now.answered());
        String state = caches.stream().map(CacheSnapshot::redisState).filter(word -> !word.isEmpty()).findFirst().orElse("");
        long queue = caches.stream().mapToLong(CacheSnapshot::redisQueue).max().orElse(0);
        return new Redis(state, queue, answered,
                answered == 0 ? null : Math.round(Math.max(0, now.seconds() - then.seconds()) * 1e6 / answered),
                rise(then.timedOut(), now.timedOut()), rise(then.refused(), now.refused()), rise(then.errors(), now.errors()));
    }

    /** A counter may begin again: a reload can change the Redis, or end a database. */
    private static long rise(long before, long now) {
        return Math.max(0, now - before);
    }
}
