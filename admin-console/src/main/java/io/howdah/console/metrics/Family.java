package io.howdah.console.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/** A metric family under construction. It merges the values of equal labels, for label sets are bounded. */
final class Family {

    private static final String TOTAL = "_total";

    private final String name;
    private final String help;
    private final DoubleBinaryOperator together;
    private final Map<Labels, Double> values = new LinkedHashMap<>();

    private Family(String name, String help, DoubleBinaryOperator together) {
        this.name = name;
        this.help = help;
        this.together = together;
    }

    /** A gauge; a counter if the name ends in {@code _total}. */
    static Family of(String name, String help) {
        return new Family(name, help, Double::sum);
    }

    /** A gauge that merges by taking the largest value. */
    static Family largest(String name, String help) {
        return new Family(name, help, Math::max);
    }

    Family add(Labels labels, double value) {
        values.merge(labels, value, together::applyAsDouble);
        return this;
    }

    /** The value of a family without labels. */
    Family add(double value) {
        return add(Labels.EMPTY, value);
    }

    MetricSnapshot snapshot() {
        if (!name.endsWith(TOTAL)) {
            List<GaugeSnapshot.GaugeDataPointSnapshot> points = new ArrayList<>(values.size());
            values.forEach((labels, value) -> points.add(new GaugeSnapshot.GaugeDataPointSnapshot(value, labels, null)));
            return new GaugeSnapshot(new MetricMetadata(name, help), points);
        }
        List<CounterSnapshot.CounterDataPointSnapshot> points = new ArrayList<>(values.size());
        values.forEach((labels, value) -> points.add(new CounterSnapshot.CounterDataPointSnapshot(value, labels, null, 0)));
        return new CounterSnapshot(new MetricMetadata(name.substring(0, name.length() - TOTAL.length()), help), points);
    }
}
