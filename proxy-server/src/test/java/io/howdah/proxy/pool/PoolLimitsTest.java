package io.howdah.proxy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.pool.PoolLimits.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PoolLimitsTest {

    private final PoolLimits limits = new PoolLimits();

    @Test
    void aSlotIsTakenOnceAndGivenBack() {
        assertThat(limits.tryTake(Kind.SERVERS_OF_DATABASE, "d", 2)).isTrue();
        assertThat(limits.tryTake(Kind.SERVERS_OF_DATABASE, "d", 2)).isTrue();
        assertThat(limits.tryTake(Kind.SERVERS_OF_DATABASE, "d", 2)).isFalse();
        assertThat(limits.tryTake(Kind.SERVERS_OF_USER, "d", 2)).as("another kind").isTrue();
        assertThat(limits.tryTake(Kind.SERVERS_OF_DATABASE, "e", 2)).as("another name").isTrue();
        limits.giveBack(Kind.SERVERS_OF_DATABASE, "d");
        assertThat(limits.tryTake(Kind.SERVERS_OF_DATABASE, "d", 2)).isTrue();
        assertThat(limits.taken(Kind.SERVERS_OF_DATABASE, "d")).isEqualTo(2);
        assertThat(limits.taken(Kind.CLIENTS_OF_USER, "nobody")).isZero();
    }

    @Test
    void noLimitStillCounts() {
        for (int i = 0; i < 10; i++) {
            assertThat(limits.tryTake(Kind.CLIENTS_OF_USER, "u", 0)).isTrue();
        }
        assertThat(limits.tryTake(Kind.CLIENTS_OF_USER, "u", 10)).as("a limit set meanwhile").isFalse();
    }

    @Test
    void trap93_theLimitHoldsAtEveryInstant() throws Exception {
        int limit = 3;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                tasks.add(() -> {
                    int taken = 0;
                    while (taken < 20_000) {
                        if (limits.tryTake(Kind.SERVERS_OF_USER, "u", limit)) {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            inside.decrementAndGet();
                            limits.giveBack(Kind.SERVERS_OF_USER, "u");
                            taken++;
                        }
                    }
                    return taken;
                });
            }
            for (Future<Integer> task : pool.invokeAll(tasks)) {
                task.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(most.get()).isBetween(1, limit);
        assertThat(limits.taken(Kind.SERVERS_OF_USER, "u")).isZero();
    }
}
