package io.howdah.bench.report;

import java.util.Collection;

/**
 * The middle of several numbers, and how far they lie apart: the median, and the lower and the upper quartile, between which the
 * inner half of the numbers lies. A quartile that falls between two numbers is taken between them in proportion, as the median
 * is. Numbers that are none (NaN) do not count.
 *
 * @param count how many numbers; with none, the others are NaN
 */
public record Spread(double median, double low, double high, int count) {

    /** Of no number. */
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
     * How far the median of as many other numbers of the same kind would lie away from this one, as a standard deviation. Taken
     * from the quartiles, so that a few numbers that lie far off do not count: McGill, Tukey and Larsen, "Variations of Box
     * Plots", 1978. It holds for numbers that do not hang together; NaN with less than two.
     */
    public double standardError() {
        return count < 2 ? Double.NaN : 1.25 * (high - low) / (1.35 * Math.sqrt(count));
    }

    public boolean isEmpty() {
        return count == 0;
    }
}
