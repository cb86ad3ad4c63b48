package io.howdah.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the open loop with a clock that the test sets. */
class OpenLoopTest {

    private static final long MILLI = 1_000_000;
    private static final double PER_SECOND = 1000;

    private final List<Long> begun = new ArrayList<>();
    private final List<Long> expected = new ArrayList<>();
    private final Worker worker = begun::add;
    private long now;
    private long alarm = -1;
    private OpenLoop loop;

    @BeforeEach
    void start() {
        Arrivals same = new Arrivals(PER_SECOND, new SplittableRandom(3), 0);
        for (int i = 0; i < 5000; i++) {
            expected.add(same.take());
        }
        loop = new OpenLoop(new Arrivals(PER_SECOND, new SplittableRandom(3), 0), () -> now, nanos -> alarm = now + nanos);
    }

    @Test
    void beginsAtTheTimeOfTheArrivalAndNotBefore() {
        loop.free(worker, now);
        assertThat(begun).isEmpty();
        assertThat(alarm).isEqualTo(expected.get(0));
        now = alarm;
        loop.wake();
        assertThat(begun).containsExactly(expected.get(0));
    }

    @Test
    void aStallIsCountedForEveryTransactionThatShouldHaveBegunInIt() {
        // One worker. Each transaction takes no time at all, except transaction 100, which takes a second.
        List<Long> latencies = new ArrayList<>();
        loop.free(worker, now);
        for (int i = 0; i < 3000; i++) {
            if (begun.size() == i) {
                now = Math.max(now, alarm);
                loop.wake();
            }
            if (i == 100) {
                now += 1000 * MILLI;
            }
            latencies.add(now - begun.get(i));
            loop.free(worker, now);
        }
        assertThat(begun).isEqualTo(expected.subList(0, begun.size()));
        // 1000 arrivals a second: about 1000 transactions met the stall, and waited for half of it on average.
        assertThat(latencies.stream().filter(latency -> latency > 0).count()).isBetween(850L, 1150L);
        assertThat(latencies.stream().filter(latency -> latency > 500 * MILLI).count()).isBetween(400L, 600L);
        assertThat(latencies.get(100)).isEqualTo(1000 * MILLI);
        assertThat(latencies.get(2999)).isZero();
    }

    @Test
    void theOneThatWasFreeForLongestIsNext() {
        List<String> order = new ArrayList<>();
        loop.free(when -> order.add("first"), now);
        loop.free(when -> order.add("second"), now);
        now = 10 * MILLI;
        loop.wake();
        assertThat(order).containsExactly("first", "second");
    }

    @Test
    void oneAlarmIsEnough() {
        loop.free(worker, now);
        alarm = -1;
        loop.free(worker, now);
        assertThat(alarm).isEqualTo(-1);
    }

    @Test
    void tellsWhatIsOverdue() {
        now = 50 * MILLI;
        assertThat(loop.overdue(now)).isEqualTo(expected.stream().filter(time -> time <= now).count()).isPositive();
        assertThat(loop.overdue(now)).isZero();
    }

    @Test
    void stopped() {
        loop.free(worker, now);
        loop.stop();
        now = 50 * MILLI;
        loop.wake();
        loop.free(worker, now);
        assertThat(begun).isEmpty();
    }
}
