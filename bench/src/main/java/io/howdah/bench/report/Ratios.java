package io.howdah.bench.report;

import java.util.Locale;

/** Ratios in tables. */
final class Ratios {

    private Ratios() {
    }

    /** Better or worse where three of four laps say so: where 1 lies outside the inner half. */
    static String verdict(Figure figure, Spread ratio) {
        if (ratio.isEmpty() || (ratio.low() <= 1 && ratio.high() >= 1)) {
            return "even";
        }
        return ratio.low() > 1 == figure.moreIsBetter() ? "better" : "worse";
    }

    static String text(double ratio) {
        return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.2f", ratio) : "–";
    }

    static String text(Spread ratio) {
        return ratio.isEmpty() ? "–" : text(ratio.median()) + " (" + text(ratio.low()) + "–" + text(ratio.high()) + ")";
    }

    static void cell(Markup page, Figure figure, Spread ratio) {
        page.element("td", text(ratio.median()), "class", "number " + verdict(figure, ratio), "title", text(ratio));
    }
}
