package io.howdah.bench.load;

import java.util.SplittableRandom;

/**
 * When transactions should begin: at random with a fixed mean, as independent people come (a Poisson process, as with
 * {@code pgbench --rate}). Nothing that happens to a transaction moves the times of the later ones.
 */
final class Arrivals {

    private final SplittableRandom random;
    private final double meanGapNanos;
    private long next;

    /** @param start by the clock's nanoseconds; the first arrival is one gap after it */
    Arrivals(double perSecond, SplittableRandom random, long start) {
        this.random = random;
        this.meanGapNanos = 1e9 / perSecond;
        this.next = start;
        take();
    }

    /** When the next one comes. */
    long next() {
        return next;
    }

    /** Goes on to the one after it, and says when it came itself. */
    long take() {
        long taken = next;
        // 1 - nextDouble() is never 0.
        next += Math.max(1, Math.round(-Math.log(1 - random.nextDouble()) * meanGapNanos));
        return taken;
    }
}
