package io.howdah.bench.report;

import io.howdah.bench.report.LinePlot.Series;
import io.howdah.bench.report.LinePlot.Width;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** One workload with one protocol: the plots over the number of clients, and the numbers behind them. */
final class GroupSection {

    /** Columns of the table; those without a single number are left out. */
    private static final List<Figure> COLUMNS = List.of(Figure.THROUGHPUT, Figure.CPU, Figure.RELAYED,
            Figure.P50, Figure.P95, Figure.P99, Figure.TAIL,
            Figure.TAIL_TO_IN_TURN, Figure.ADDED_LATENCY, Figure.RESIDENT);

    /** Those of which the ratio to the base stands beside the figure. */
    private static final Set<Figure> WITH_RATIO = Set.of(Figure.THROUGHPUT, Figure.CPU, Figure.P50, Figure.P99, Figure.RELAYED, Figure.ADDED_LATENCY);

    private static final Set<Figure> LATENCIES = Set.of(Figure.P50, Figure.P95, Figure.P99);

    private final Markup page;
    private final Comparison comparison;

    GroupSection(Markup page, Comparison comparison) {
        this.page = page;
        this.comparison = comparison;
    }

    void write(Comparison.Group group) {
        page.open("section").element("h2", group.workload() + ", " + group.protocol());
        Set<String> notes = new LinkedHashSet<>();
        group.measured().forEach(measured -> notes.addAll(measured.notes()));
        notes.forEach(note -> page.element("p", note, "class", "note"));
        List<LinePlot> plots = plots(group);
        page.open("div", "class", "plots");
        for (int i = 0; i < plots.size(); i++) {
            // Two and three to a line, so that no line has a gap.
            boolean half = plots.size() < 3 || plots.size() == 4 || (plots.size() == 5 && i < 2);
            plots.get(i).with(half ? Width.HALF : Width.THIRD).draw(page);
        }
        page.close();
        table(group);
        page.close().line();
    }

    private List<LinePlot> plots(Comparison.Group group) {
        return Stream.of(
                plot(group, "Throughput", Figure.THROUGHPUT),
                cpu(group),
                plot(group, "Relayed", Figure.RELAYED),
                plot(group, "Latency, median", Figure.P50),
                plot(group, "Latency, 95th percentile", Figure.P95),
                plot(group, "Latency, 99th percentile", Figure.P99)).filter(plot -> !plot.isEmpty()).toList();
    }

    private LinePlot plot(Comparison.Group group, String title, Figure figure) {
        return new LinePlot(title, figure.unit(), group.clients(),
                comparison.contenders().stream().map(contender -> series(group, contender, figure)).toList(),
                !LATENCIES.contains(figure), Width.THIRD);
    }

    private LinePlot cpu(Comparison.Group group) {
        List<Series> series = new ArrayList<>();
        for (String contender : comparison.contenders()) {
            series.add(series(group, contender, Figure.CPU));
            series.add(new Series(Style.label(contender) + ", kernel", Style.of(contender), true, points(group, contender, Figure.CPU_SYSTEM)));
        }
        return new LinePlot("CPU per transaction", Figure.CPU.unit(), group.clients(), series, true, Width.THIRD);
    }

    private static Series series(Comparison.Group group, String contender, Figure figure) {
        return new Series(Style.label(contender), Style.of(contender), false, points(group, contender, figure));
    }

    private static List<Spread> points(Comparison.Group group, String contender, Figure figure) {
        return group.measured().stream().map(measured -> measured.spread(figure, contender)).toList();
    }

    private void table(Comparison.Group group) {
        List<Figure> columns = COLUMNS.stream()
                .filter(figure -> comparison.contenders().stream()
                        .anyMatch(contender -> points(group, contender, figure).stream().anyMatch(point -> !point.isEmpty())))
                .toList();
        page.open("div", "class", "wide").open("table").open("thead").open("tr");
        page.element("th", "clients", "class", "number").element("th", "");
        for (Figure figure : columns) {
            page.open("th", "class", "number").text(figure.label()).element("span", figure.unit(), "class", "unit").close();
        }
        page.element("th", "servers", "class", "number").element("th", "errors", "class", "number").close().close();
        for (Measured measured : group.measured()) {
            page.open("tbody");
            List<String> present = comparison.contenders().stream().filter(contender -> !measured.runs(contender).isEmpty()).toList();
            for (String contender : present) {
                page.open("tr");
                if (contender.equals(present.get(0))) {
                    page.element("th", String.format(Locale.ROOT, "%,d", measured.scenario().clients()), "scope", "rowgroup", "class", "number",
                            "rowspan", Integer.toString(present.size()));
                }
                page.element("th", Style.label(contender), "scope", "row", "class", "name " + Style.of(contender).className());
                columns.forEach(figure -> cell(measured, contender, figure));
                counts(measured.runs(contender));
                page.close().line();
            }
            page.close();
        }
        page.close().close();
    }

    private void cell(Measured measured, String contender, Figure figure) {
        Spread spread = measured.spread(figure, contender);
        page.open("td", "class", "number").text(figure.text(spread.median()));
        if (!figure.text(spread.low()).equals(figure.text(spread.high()))) {
            page.open("small").text(figure.text(spread.low()) + "–" + figure.text(spread.high())).close();
        }
        if (figure == Figure.CPU && !spread.isEmpty()) {
            page.element("small", Figure.CPU_USER.text(measured.spread(Figure.CPU_USER, contender).median()) + " program, "
                    + Figure.CPU_SYSTEM.text(measured.spread(Figure.CPU_SYSTEM, contender).median()) + " kernel");
        }
        Spread ratio = measured.ratio(figure, contender, comparison.base());
        if (WITH_RATIO.contains(figure) && !contender.equals(comparison.base()) && !ratio.isEmpty()) {
            page.open("small", "class", Ratios.verdict(figure, ratio)).text("× " + Ratios.text(ratio)).close();
        }
        page.close();
    }

    private void counts(List<Run> runs) {
        int most = runs.stream().mapToInt(Run::serverConnections).max().orElse(0);
        long errors = runs.stream().mapToLong(Run::errors).sum();
        String complaint = runs.stream().map(Run::complaint).filter(text -> !text.isEmpty()).findFirst().orElse("");
        page.element("td", Integer.toString(most), "class", "number");
        page.open("td", "class", "number" + (errors > 0 ? " worse" : "")).text(Long.toString(errors));
        if (!complaint.isEmpty()) {
            page.element("small", complaint, "class", "complaint");
        }
        page.close();
    }
}
