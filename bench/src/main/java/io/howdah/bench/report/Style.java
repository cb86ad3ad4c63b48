package io.howdah.bench.report;

import java.util.Locale;

/** How a contender is told from the others, in colour and, for print, in shape. Always the same, whoever else takes part. */
enum Style {
    HOWDAH("Howdah"), PGBOUNCER("PgBouncer"), DIRECT("direct"), HIKARI("HikariCP"), OTHER("");

    private final String label;

    Style(String label) {
        this.label = label;
    }

    /** The contender's name as its makers write it. */
    static String label(String contender) {
        Style style = of(contender);
        return style == OTHER ? contender : style.label;
    }

    static Style of(String contender) {
        for (Style style : values()) {
            if (style.className().equals(contender)) {
                return style;
            }
        }
        return OTHER;
    }

    String className() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its marker with the middle at this point. */
    void mark(Markup page, double x, double y) {
        switch (this) {
            case HOWDAH -> page.leaf("circle", "class", "mark", "cx", number(x), "cy", number(y), "r", "4");
            case PGBOUNCER -> page.leaf("rect", "class", "mark", "x", number(x - 3.5), "y", number(y - 3.5), "width", "7", "height", "7");
            case DIRECT -> polygon(page, x, y, 0, -4.8, 4.8, 0, 0, 4.8, -4.8, 0);
            case HIKARI -> polygon(page, x, y, 0, -4.6, 4.6, 3.6, -4.6, 3.6);
            default -> polygon(page, x, y, -4, -4, 4, -4, 0, 4);
        }
    }

    private static void polygon(Markup page, double x, double y, double... corners) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < corners.length; i += 2) {
            points.append(number(x + corners[i])).append(',').append(number(y + corners[i + 1])).append(' ');
        }
        page.leaf("polygon", "class", "mark", "points", points.toString().strip());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
