package io.howdah.bench.load.workload;

/**
 * Which rows are asked for, and how unevenly.
 *
 * @param rows keys are 1 to this
 * @param skew exponent of Zipf's law; 0 for every row alike, 1 for a web's popularity
 */
public record KeySpread(int rows, double skew) {

    public KeySpread {
        if (rows < 1) {
            throw new IllegalArgumentException("rows: " + rows + " (expected: 1 or more)");
        }
        if (!(skew >= 0 && skew <= 10)) {
            throw new IllegalArgumentException("skew: " + skew + " (expected: 0 to 10)");
        }
    }

    /** Every row alike. */
    public static KeySpread uniform(int rows) {
        return new KeySpread(rows, 0);
    }
}
