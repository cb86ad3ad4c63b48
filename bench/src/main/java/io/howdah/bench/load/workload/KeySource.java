package io.howdah.bench.load.workload;

import java.util.SplittableRandom;

/** Draws the keys of statements. Drawing makes no object. */
@FunctionalInterface
public interface KeySource {

    /** The next key, 0 or more. */
    int next();

    /** Draws keys with the given spread. */
    static KeySource of(KeySpread spread, SplittableRandom random) {
        if (spread.skew() == 0) {
            return () -> 1 + random.nextInt(spread.rows());
        }
        return new ZipfKeys(spread, random);
    }
}
