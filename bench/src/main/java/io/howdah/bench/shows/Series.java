package io.howdah.bench.shows;

/** Readings of one value: their mean, and how sure it is. */
final class Series {

    private int count;
    private double mean;
    private double squares;

    /** Welford's way, which does not lose digits. */
    void add(double reading) {
        count++;
        double before = mean;
        mean += (reading - mean) / count;
        squares += (reading - before) * (reading - mean);
    }

    int count() {
        return count;
    }

    double mean() {
        return mean;
    }

    /** The square of the standard error of the mean. */
    double squaredError() {
        return count < 2 ? 0 : squares / (count - 1) / count;
    }

    /** What two means of readings of the same thing differ by in all but one of 300 cases: three standard errors of their difference. */
    static double samplingError(Series one, Series other) {
        return 3 * Math.sqrt(one.squaredError() + other.squaredError());
    }
}
