package io.howdah.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A plot over the number of clients: for each series a line through the medians, and at each a bar from the lower to the upper quartile.
 * The numbers of clients stand at equal distances, for they usually double. Colours and fonts are the page's ({@code comparison.css}).
 *
 * @param clients the axis
 * @param fromZero whether the axis begins at 0; otherwise it is logarithmic where the figures lie far apart
 * @param width of the page's
 */
record LinePlot(String title, String unit, List<Integer> clients, List<Series> series, boolean fromZero, Width width) {

    private static final int HEIGHT = 270;
    private static final int LEFT = 52;
    private static final int RIGHT = 14;
    private static final int TOP = 14;
    private static final int BOTTOM = 42;

    /** So that bars of series that measured the same do not cover each other. */
    private static final double SIDESTEP = 5;

    /** The same with one number of clients, where there are no lines to keep together. */
    private static final double WIDE_SIDESTEP = 40;

    /** How many stand side by side; letters and lines are the same in both. */
    enum Width {
        THIRD(440), HALF(660);

        private final int units;

        Width(int units) {
            this.units = units;
        }
    }

    /**
     * @param style class of the style sheet: which colour and marker
     * @param part whether it is a part of the series before it: a thinner line, without markers
     * @param points one for each number of clients; {@link Spread#NONE} where it was not measured
     */
    record Series(String name, Style style, boolean part, List<Spread> points) {

        Series {
            points = List.copyOf(points);
        }

        boolean isEmpty() {
            return points.stream().allMatch(Spread::isEmpty);
        }
    }

    LinePlot {
        clients = List.copyOf(clients);
        series = series.stream().filter(each -> !each.isEmpty()).toList();
    }

    LinePlot with(Width other) {
        return new LinePlot(title, unit, clients, series, fromZero, other);
    }

    boolean isEmpty() {
        return series.isEmpty();
    }

    void draw(Markup page) {
        List<Double> ends = series.stream().flatMap(each -> each.points.stream())
                .flatMap(point -> Stream.of(point.low(), point.high())).toList();
        Scale scale = fromZero ? Scale.fromZero(ends) : Scale.of(ends);
        boolean logarithmic = scale instanceof Scale.Logarithmic;
        page.open("figure", "class", width.name().toLowerCase(Locale.ROOT));
        page.open("figcaption").element("strong", title).element("span", logarithmic ? unit + ", logarithmic" : unit, "class", "unit").close();
        legend(page);
        page.open("svg", "viewBox", "0 0 " + width.units + " " + HEIGHT, "role", "img", "aria-label", title + ", " + unit);
        axes(page, scale);
        double step = clients.size() == 1 ? WIDE_SIDESTEP : SIDESTEP;
        for (int i = 0; i < series.size(); i++) {
            draw(page, scale, series.get(i), (i - (series.size() - 1) / 2.0) * step);
        }
        page.close().close().line();
    }

    private void legend(Markup page) {
        page.open("ul", "class", "legend");
        for (Series each : series) {
            page.open("li", "class", each.style.className());
            page.open("svg", "viewBox", "0 0 26 12", "width", "26", "height", "12", "aria-hidden", "true");
            page.leaf("line", "class", line(each), "x1", "1", "y1", "6", "x2", "25", "y2", "6");
            if (!each.part) {
                each.style.mark(page, 13, 6);
            }
            page.close().text(each.name).close();
        }
        page.close();
    }

    private void axes(Markup page, Scale scale) {
        for (double tick : scale.ticks()) {
            String y = number(y(scale, tick));
            page.leaf("line", "class", "grid", "x1", number(LEFT), "y1", y, "x2", number(width.units - RIGHT), "y2", y);
            page.element("text", scale.text(tick), "class", "tick", "x", number(LEFT - 8), "y", number(y(scale, tick) + 4), "text-anchor", "end");
        }
        String floor = number(HEIGHT - BOTTOM);
        page.leaf("line", "class", "axis", "x1", number(LEFT), "y1", floor, "x2", number(width.units - RIGHT), "y2", floor);
        for (int i = 0; i < clients.size(); i++) {
            page.element("text", String.format(Locale.ROOT, "%,d", clients.get(i)), "class", "tick", "x", number(x(i)), "y",
                    number(HEIGHT - BOTTOM + 18), "text-anchor", "middle");
        }
        page.element("text", "clients", "class", "tick", "x", number((LEFT + width.units - RIGHT) / 2.0), "y", number(HEIGHT - 6), "text-anchor", "middle");
    }

    private void draw(Markup page, Scale scale, Series each, double aside) {
        page.open("g", "class", each.style.className());
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < each.points.size(); i++) {
            Spread point = each.points.get(i);
            if (!point.isEmpty()) {
                boolean joined = i > 0 && !each.points.get(i - 1).isEmpty();
                path.append(joined ? "L" : "M").append(number(x(i) + aside)).append(' ').append(number(y(scale, point.median())));
            }
        }
        page.leaf("path", "class", line(each), "d", path.toString());
        for (int i = 0; i < each.points.size(); i++) {
            Spread point = each.points.get(i);
            if (!point.isEmpty() && !each.part) {
                double x = x(i) + aside;
                page.open("g");
                page.element("title", each.name + ", " + clients.get(i) + (clients.get(i) == 1 ? " client: " : " clients: ") + plain(point.median()) + " "
                        + unit + " (" + plain(point.low()) + "–" + plain(point.high()) + ")");
                page.leaf("line", "class", "inner", "x1", number(x), "y1", number(y(scale, point.low())), "x2", number(x), "y2",
                        number(y(scale, point.high())));
                each.style.mark(page, x, y(scale, point.median()));
                page.close();
            }
        }
        page.close();
    }

    private static String line(Series each) {
        return each.part ? "line part" : "line";
    }

    private double x(int index) {
        return LEFT + (width.units - RIGHT - LEFT) * (index + 0.5) / clients.size();
    }

    private static double y(Scale scale, double value) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * scale.height(value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String plain(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.3f", value);
    }
}
