package io.howdah.bench.load.command;

import java.util.List;

/** Which percentiles of the latencies are shown. */
final class Percentiles {

    static final List<Double> SHOWN = List.of(50.0, 90.0, 95.0, 99.0, 99.9);

    private Percentiles() {
    }

    /** {@code p50}, {@code p99.9}. */
    static String name(double percentile) {
        return "p" + (percentile == Math.rint(percentile) ? Long.toString(Math.round(percentile)) : Double.toString(percentile));
    }
}
