package io.howdah.bench.compare;

import java.util.List;
import java.util.Locale;

/** The middle of several numbers, and how far they lie apart. */
record Spread(double median, double least, double most) {

    static Spread of(List<Double> numbers) {
        List<Double> sorted = numbers.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /** {@code "1.23 (1.20-1.31)"}. */
    String text(String format) {
        String whole = "%s (%s-%s)".formatted(format, format, format);
        return String.format(Locale.ROOT, whole, median, least, most);
    }
}
