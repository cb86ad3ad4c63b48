package io.howdah.bench.load.workload;

import java.util.SplittableRandom;

/** Draws the keys of statements; makes no object when it does. */
@FunctionalInterface
public interface KeySource {

    /** 0 or more. */
    int next();

    /** Draws as the spread says. */
    static KeySource of(KeySpread spread, SplittableRandom random) {
        if (spread.skew() == 0) {
            return () -> 1 + random.nextInt(spread.rows());
        }
        return new ZipfKeys(spread, random);
    }
}
