package io.howdah.bench.shows;

/** Computes the mean of one value's readings, and the mean's standard error. */
final class Series {

    private int count;
    private double mean;
    private double squares;

    /** Welford's algorithm, which loses no digits. */
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

    /**
     * Three standard errors of the difference of two means. In all but one of 300 cases, the means of two series of the same
     * value differ by less.
     */
    static double samplingError(Series one, Series other) {
        return 3 * Math.sqrt(one.squaredError() + other.squaredError());
    }
}
