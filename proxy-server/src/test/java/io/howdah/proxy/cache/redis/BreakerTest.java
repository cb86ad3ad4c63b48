package io.howdah.proxy.cache.redis;

import static io.howdah.proxy.cache.redis.Breaker.ENOUGH;
import static io.howdah.proxy.cache.redis.Breaker.LONGEST_PAUSE;
import static io.howdah.proxy.cache.redis.Breaker.SHORTEST_PAUSE;
import static io.howdah.proxy.cache.redis.Breaker.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The breaker with a clock of the test's own, which begins where nanoTime may wrap. */
class BreakerTest {

    private final Breaker breaker = new Breaker();
    private long now = Long.MAX_VALUE - 1000;

    private void timeOuts(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(breaker.admits(now)).isTrue();
            breaker.timedOut(now, false);
        }
    }

    @Test
    void opensAfterEnoughTimeOutsInARow() {
        timeOuts(ENOUGH - 1);
        breaker.answered();
        timeOuts(ENOUGH - 1);
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
        timeOuts(1);
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
        assertThat(breaker.refuses(now)).isTrue();
        assertThat(breaker.admits(now + SHORTEST_PAUSE - 1)).isFalse();
    }

    @Test
    void timeOutsFarApartAreNoRow() {
        for (int i = 0; i < 3 * ENOUGH; i++) {
            timeOuts(1);
            now += WINDOW / 2;
        }
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void oneProbeDecides() {
        timeOuts(ENOUGH);
        now += SHORTEST_PAUSE;
        assertThat(breaker.refuses(now)).isFalse();
        assertThat(breaker.admits(now)).isTrue();
        assertThat(breaker.state()).isEqualTo(Breaker.State.PROBING);
        assertThat(breaker.admits(now)).isFalse();
        // One from before.
        breaker.timedOut(now, false);
        assertThat(breaker.state()).isEqualTo(Breaker.State.PROBING);
        breaker.answered();
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
        assertThat(breaker.admits(now)).isTrue();
    }

    @Test
    void thePauseDoublesUpToALimitAndBeginsAnewAfterAnAnswer() {
        timeOuts(ENOUGH);
        for (long pause = SHORTEST_PAUSE; pause < LONGEST_PAUSE; pause *= 2) {
            assertThat(breaker.refuses(now + pause - 1)).isTrue();
            probeThatTimesOut(pause);
        }
        probeThatTimesOut(LONGEST_PAUSE);
        assertThat(breaker.refuses(now + LONGEST_PAUSE - 1)).isTrue();
        now += LONGEST_PAUSE;
        assertThat(breaker.admits(now)).isTrue();
        breaker.answered();
        timeOuts(ENOUGH);
        assertThat(breaker.refuses(now + SHORTEST_PAUSE - 1)).isTrue();
        assertThat(breaker.refuses(now + SHORTEST_PAUSE)).isFalse();
    }

    private void probeThatTimesOut(long pause) {
        now += pause;
        assertThat(breaker.admits(now)).isTrue();
        breaker.timedOut(now, true);
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
    }
}
