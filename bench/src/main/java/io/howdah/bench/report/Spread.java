package io.howdah.bench.report;

import java.util.Collection;

/**
 * The middle of several numbers, and how far they lie apart: the median and the quartiles, between which the inner half of the
 * numbers lies. A median or quartile between two numbers is interpolated. NaN and infinite numbers do not count.
 *
 * @param count how many numbers; if 0, the other components are NaN
 */
public record Spread(double median, double low, double high, int count) {

    /** The spread of no numbers. */
    public static final Spread NONE = new Spread(Double.NaN, Double.NaN, Double.NaN, 0);

    public static Spread of(Collection<Double> numbers) {
        double[] sorted = numbers.stream().mapToDouble(Double::doubleValue).filter(Double::isFinite).sorted().toArray();
        return sorted.length == 0 ? NONE : new Spread(at(sorted, 0.5), at(sorted, 0.25), at(sorted, 0.75), sorted.length);
    }

    private static double at(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    /**
     * The standard error of the median. It is computed from the quartiles, so that a few outliers do not count: McGill, Tukey and
     * Larsen, "Variations of Box Plots", 1978. It holds for independent numbers only; NaN with less than two numbers.
     */
    public double standardError() {
        return count < 2 ? Double.NaN : 1.25 * (high - low) / (1.35 * Math.sqrt(count));
    }

    public boolean isEmpty() {
        return count == 0;
    }
}
