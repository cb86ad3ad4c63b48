package io.howdah.bench.load;

import java.util.SplittableRandom;

/**
 * The times at which transactions should begin: at random with a fixed mean, as independent users come (a Poisson process, as
 * with {@code pgbench --rate}). A late or slow transaction does not move the times of later transactions.
 */
final class Arrivals {

    private final SplittableRandom random;
    private final double meanGapNanos;
    private long next;

    /** @param start in the clock's nanoseconds; the first arrival is one gap later */
    Arrivals(double perSecond, SplittableRandom random, long start) {
        this.random = random;
        this.meanGapNanos = 1e9 / perSecond;
        this.next = start;
        take();
    }

    /** The time of the next arrival. */
    long next() {
        return next;
    }

    /** Returns the time of the next arrival and moves on to the arrival after it. */
    long take() {
        long taken = next;
        // 1 - nextDouble() is never 0.
        next += Math.max(1, Math.round(-Math.log(1 - random.nextDouble()) * meanGapNanos));
        return taken;
    }
}
