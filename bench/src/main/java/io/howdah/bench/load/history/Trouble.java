package io.howdah.bench.load.history;

import io.howdah.bench.process.PoolerProcess;
import io.howdah.bench.process.RedisServer;
import java.io.IOException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * What befalls Howdahs and their Redis: they are frozen (SIGSTOP), restarted and killed, and Redis forgets everything. What makes all of
 * them ask PostgreSQL for half a minute is rare, or nothing would come from the cache.
 */
public final class Trouble {

    private enum Kind {
        HOWDAH_FROZEN(60), HOWDAH_FROZEN_LONG(5), HOWDAH_RESTARTED(15), HOWDAH_KILLED(2),
        /** What befalls their Redis. */
        REDIS_FROZEN(30), REDIS_FLUSHED(1), REDIS_KILLED(2);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    private final List<PoolerProcess> poolers;
    private final RedisServer redis;
    private final Random random;
    private final Map<Kind, Integer> made = new EnumMap<>(Kind.class);
    private final List<String> told = new ArrayList<>();

    public Trouble(List<PoolerProcess> poolers, RedisServer redis, Random random) {
        this.poolers = List.copyOf(poolers);
        this.redis = redis;
        this.random = random;
    }

    /**
     * Makes one trouble and ends it.
     *
     * @param beforeKill gets the number of the Howdah that is about to end
     */
    public void make(IntConsumer beforeKill) throws IOException, InterruptedException {
        Kind kind = any();
        int which = random.nextInt(poolers.size());
        PoolerProcess pooler = poolers.get(which);
        told.add(LocalTime.now(ZoneId.systemDefault()) + " " + words(kind) + ", Howdah " + which);
        switch (kind) {
            case HOWDAH_FROZEN -> freeze(pooler, random.nextBoolean() ? 300 : 3_000);
            case HOWDAH_FROZEN_LONG -> freeze(pooler, 20_000);
            case HOWDAH_RESTARTED -> {
                beforeKill.accept(which);
                pooler.close();
                pooler.startAgain();
                freeze(pooler, 5_000); // Before it has reached Redis, mostly.
            }
            case HOWDAH_KILLED -> {
                beforeKill.accept(which);
                pooler.kill();
                park(1_000);
                pooler.startAgain();
            }
            case REDIS_FROZEN -> {
                redis.pause();
                park(random.nextBoolean() ? 100 : 2_000);
                redis.resume();
            }
            case REDIS_FLUSHED -> redis.flush();
            case REDIS_KILLED -> {
                redis.kill();
                park(1_000);
                redis.startAgain();
            }
        }
        made.merge(kind, 1, Integer::sum);
    }

    private Kind any() {
        int all = 0;
        for (Kind kind : Kind.values()) {
            all += kind.weight;
        }
        int left = random.nextInt(all);
        for (Kind kind : Kind.values()) {
            left -= kind.weight;
            if (left < 0) {
                return kind;
            }
        }
        throw new AssertionError(left);
    }

    private void freeze(PoolerProcess pooler, int mostMillis) throws IOException, InterruptedException {
        pooler.pause();
        park(mostMillis);
        pooler.resume();
    }

    /** Waits for a random time. @param mostMillis at most */
    public void park(int mostMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(mostMillis)));
    }

    /** Each trouble with the time at which it began. */
    public Iterable<String> told() {
        return told;
    }

    private static String words(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** What has been made, by kind. */
    @Override
    public String toString() {
        return made.entrySet().stream()
                .map(each -> each.getValue() + " " + words(each.getKey()))
                .collect(Collectors.joining(", "));
    }
}
