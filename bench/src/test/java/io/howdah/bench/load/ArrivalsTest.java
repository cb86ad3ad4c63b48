package io.howdah.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    @Test
    void asManyAsAskedForAndNotEvenlySpaced() {
        Arrivals arrivals = new Arrivals(1000, new SplittableRandom(1), 5_000);
        long last = 5_000;
        long shortOnes = 0;
        for (int i = 0; i < 100_000; i++) {
            long next = arrivals.take();
            assertThat(next).isGreaterThan(last);
            // In a Poisson process, a share of 1 - 1/e of the gaps is shorter than the mean.
            if (next - last < 1_000_000) {
                shortOnes++;
            }
            last = next;
        }
        assertThat(last / 1e9).isCloseTo(100, within(1.0));
        assertThat(shortOnes / 100_000.0).isCloseTo(1 - 1 / Math.E, within(0.01));
    }
}
