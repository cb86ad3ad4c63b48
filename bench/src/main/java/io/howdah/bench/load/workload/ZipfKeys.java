package io.howdah.bench.load.workload;

import java.util.SplittableRandom;

/**
 * Draws key k with a frequency of k to the power of minus the skew: 1 most often, as in pgbench's {@code random_zipfian}.
 *
 * <p>Rejection-inversion (W. Hörmann, G. Derflinger: Rejection-inversion to generate variates from monotone discrete
 * distributions, 1996) needs no table, and hardly more than one try per key, whatever the number of rows. H is the integral of
 * the density h(x) = x^-skew. The algorithm inverts and rounds a point under H, and rejects the point if it lies above the step
 * of its key.
 */
final class ZipfKeys implements KeySource {

    /** Below this value series compute the quotients, because numerator and denominator are both next to 0. */
    private static final double SMALL = 1e-8;

    private final int rows;
    private final double skew;
    private final SplittableRandom random;
    private final double integralOfFirst;
    private final double integralOfAll;
    /** A key that exceeds its point by no more than this is never above its step. */
    private final double alwaysTaken;

    ZipfKeys(KeySpread spread, SplittableRandom random) {
        this.rows = spread.rows();
        this.skew = spread.skew();
        this.random = random;
        integralOfFirst = integral(1.5) - 1;
        integralOfAll = integral(rows + 0.5);
        alwaysTaken = 2 - inverse(integral(2.5) - density(2));
    }

    @Override
    public int next() {
        while (true) {
            double drawn = integralOfAll + random.nextDouble() * (integralOfFirst - integralOfAll);
            double point = inverse(drawn);
            int key = (int) Math.max(1, Math.min(rows, Math.round(point)));
            if (key - point <= alwaysTaken || drawn >= integral(key + 0.5) - density(key)) {
                return key;
            }
        }
    }

    private double density(double x) {
        return Math.exp(-skew * Math.log(x));
    }

    private double integral(double x) {
        double log = Math.log(x);
        return log * expm1Quotient((1 - skew) * log);
    }

    private double inverse(double y) {
        // Only rounding makes this less than -1.
        double t = Math.max(-1, y * (1 - skew));
        return Math.exp(y * log1pQuotient(t));
    }

    private static double log1pQuotient(double x) {
        return Math.abs(x) > SMALL ? Math.log1p(x) / x : 1 - x * (0.5 - x * (1 / 3.0 - 0.25 * x));
    }

    private static double expm1Quotient(double x) {
        return Math.abs(x) > SMALL ? Math.expm1(x) / x : 1 + x * 0.5 * (1 + x / 3 * (1 + 0.25 * x));
    }
}
