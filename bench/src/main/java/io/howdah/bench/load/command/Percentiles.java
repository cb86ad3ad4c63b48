package io.howdah.bench.load.command;

import java.util.List;

/** The percentiles of latencies in the reports. */
final class Percentiles {

    static final List<Double> SHOWN = List.of(50.0, 90.0, 95.0, 99.0, 99.9);

    private Percentiles() {
    }

    /** The percentile's name, such as {@code p50} or {@code p99.9}. */
    static String name(double percentile) {
        return "p" + (percentile == Math.rint(percentile) ? Long.toString(Math.round(percentile)) : Double.toString(percentile));
    }
}
