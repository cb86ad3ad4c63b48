package io.howdah.bench.report;

import java.util.List;
import java.util.Locale;

/** Writes one scenario's figures and ratios as lines of text. */
public final class ComparisonText {

    private static final List<Figure> FIGURES = List.of(Figure.THROUGHPUT, Figure.CPU, Figure.CPU_USER, Figure.RELAYED,
            Figure.P50, Figure.P99, Figure.TAIL, Figure.TAIL_TO_IN_TURN, Figure.ADDED_LATENCY, Figure.RESIDENT);

    private ComparisonText() {
    }

    /** @param contenders names of the contenders; the first is the base of all ratios */
    public static String of(Measured measured, List<String> contenders) {
        StringBuilder text = new StringBuilder(measured.scenario() + System.lineSeparator());
        for (Figure figure : FIGURES) {
            for (String contender : contenders) {
                Spread spread = measured.spread(figure, contender);
                if (!spread.isEmpty()) {
                    Spread ratio = measured.ratio(figure, contender, contenders.get(0));
                    boolean isBase = contender.equals(contenders.get(0)) || ratio.isEmpty();
                    String line = "  %-24s %-18s %-10s %-30s%s".formatted(figure.label(), figure.unit(), contender,
                            figure.text(spread), isBase ? "" : " x " + ratio(ratio, measured.sliced()));
                    text.append(line.stripTrailing()).append(System.lineSeparator());
                }
            }
        }
        return text.toString();
    }

    private static String ratio(Spread ratio, boolean sliced) {
        if (sliced) {
            return String.format(Locale.ROOT, "%.3f ±%.3f, %d slices each", ratio.median(), ratio.standardError(), ratio.count());
        }
        return String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", ratio.median(), ratio.low(), ratio.high());
    }
}
