package io.howdah.bench.load.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeySourceTest {

    private static final int DRAWS = 400_000;

    /** The share of key k is k^-skew / (1^-skew + ... + rows^-skew), for uniform and for Zipf keys. */
    @ParameterizedTest
    @CsvSource({"100, 0", "100, 0.5", "100, 0.99", "100, 1", "100, 1.01", "1000, 1.5", "3, 2", "2, 1", "1, 1", "1, 0", "50, 10"})
    void everyKeyHasItsShare(int rows, double skew) {
        int[] drawn = draw(KeySource.of(new KeySpread(rows, skew), new SplittableRandom(1)), rows);
        double sum = 0;
        for (int key = 1; key <= rows; key++) {
            sum += Math.pow(key, -skew);
        }
        for (int key = 1; key <= rows; key++) {
            double expected = DRAWS * Math.pow(key, -skew) / sum;
            // Six standard deviations: by chance once in a billion, and the seed is fixed anyway.
            assertThat((double) drawn[key]).as("key %d", key).isCloseTo(expected, within(6 * Math.sqrt(expected) + 1));
        }
    }

    @Test
    void manyRowsCostNoMore() {
        KeySource keys = KeySource.of(new KeySpread(Integer.MAX_VALUE, 1), new SplittableRandom(1));
        long small = 0;
        for (int i = 0; i < DRAWS; i++) {
            int key = keys.next();
            assertThat(key).isPositive();
            if (key <= 46_341) {
                small++;
            }
        }
        // The ratio of the harmonic numbers of 46341 and of its square, the number of rows: about one half.
        assertThat(small / (double) DRAWS).isCloseTo(0.512, within(0.01));
    }

    @Test
    void aSeedGivesTheSameKeysAgain() {
        KeySpread spread = new KeySpread(1000, 0.8);
        KeySource one = KeySource.of(spread, new SplittableRandom(7));
        KeySource other = KeySource.of(spread, new SplittableRandom(7));
        for (int i = 0; i < 1000; i++) {
            assertThat(one.next()).isEqualTo(other.next());
        }
    }

    @Test
    void ownKeysAreNobodyElses() {
        Set<Integer> seen = new HashSet<>();
        for (int client : new int[] {0, 1, 2, 19_999}) {
            KeySource keys = new Workload.Own().keys(new SplittableRandom(), client);
            for (int i = 0; i < 1000; i++) {
                int key = keys.next();
                assertThat(key).isNotNegative();
                assertThat(seen.add(key)).isTrue();
            }
        }
        KeySource last = new Workload.Own().keys(new SplittableRandom(), 19_999);
        for (int i = 0; i < 70_000; i++) {
            assertThat(last.next() >> 16).isEqualTo(19_999);
        }
    }

    private static int[] draw(KeySource keys, int rows) {
        int[] drawn = new int[rows + 1];
        for (int i = 0; i < DRAWS; i++) {
            drawn[keys.next()]++;
        }
        return drawn;
    }
}
