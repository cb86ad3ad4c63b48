package io.howdah.bench.load.workload;

/**
 * Which rows a load asks for, and how unevenly.
 *
 * @param rows the highest key; the lowest is 1
 * @param skew exponent of Zipf's law: 0 if all rows are equally popular, 1 for the popularity of web pages
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

    /** All rows are equally popular. */
    public static KeySpread uniform(int rows) {
        return new KeySpread(rows, 0);
    }
}
