package io.howdah.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A comparison as one page of HTML that needs nothing beside itself: plots are SVG in it, and there is no script. */
public final class ComparisonHtml {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH);
    private static final Map<Figure, String> AT_A_GLANCE = new EnumMap<>(Map.of(
            Figure.THROUGHPUT, "throughput", Figure.P50, "p50", Figure.P99, "p99", Figure.CPU, "CPU"));

    private final Comparison comparison;
    private final Markup page = new Markup();

    private ComparisonHtml(Comparison comparison) {
        this.comparison = comparison;
    }

    public static String of(Comparison comparison) {
        return new ComparisonHtml(comparison).write();
    }

    private String write() {
        String names = names(comparison.contenders());
        String title = Character.toUpperCase(names.charAt(0)) + names.substring(1) + ", side by side";
        page.open("html", "lang", "en").open("head");
        page.leaf("meta", "charset", "utf-8");
        page.leaf("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.leaf("meta", "name", "color-scheme", "content", "light dark");
        page.element("title", title).element("style", style()).close().line();
        page.open("body").open("main");
        header(title);
        if (!comparison.others().isEmpty() && !comparison.measured().isEmpty()) {
            atAGlance();
        }
        GroupSection groups = new GroupSection(page, comparison);
        comparison.groups().forEach(groups::write);
        if (!comparison.memory().isEmpty()) {
            new MemorySection(page, comparison).write();
        }
        circumstances();
        howToRead();
        return page.close().close().close().document();
    }

    private static String names(List<String> contenders) {
        List<String> labels = contenders.stream().map(Style::label).toList();
        int last = labels.size() - 1;
        return last == 0 ? labels.get(0) : String.join(", ", labels.subList(0, last)) + " and " + labels.get(last);
    }

    private void header(String title) {
        Header header = comparison.header();
        page.open("header");
        page.element("h1", title);
        page.open("p", "class", "lede").text(DATE.format(header.date().atOffset(ZoneOffset.UTC)));
        header.machine().values().stream().limit(2).forEach(fact -> page.text(" · " + fact));
        page.close();
        page.open("p", "class", "lede").text(header.versions().values().stream().limit(4).collect(Collectors.joining(" · "))).close();
        page.close().line();
    }

    // ---- at a glance

    private void atAGlance() {
        String base = Style.label(comparison.base());
        page.open("section").element("h2", "At a glance");
        page.open("p").text("Each figure divided by " + base + "’s in the same lap: the median of the laps. Green is better than " + base
                + ", red is worse, in at least three of four laps. CPU is the pooler’s per transaction, p50 and p99 are latencies.").close();
        page.open("div", "class", "wide").open("table", "class", "glance").open("thead");
        page.open("tr", "class", "groups").element("th", "");
        for (String other : comparison.others()) {
            page.element("th", Style.label(other) + " : " + base, "colspan", Integer.toString(glance(other).size()), "class", "group");
        }
        page.close().open("tr").element("th", "");
        comparison.others().forEach(other -> glance(other).forEach(figure -> page.element("th", AT_A_GLANCE.get(figure), "class", "number")));
        page.close().close().open("tbody");
        for (Measured measured : comparison.measured()) {
            page.open("tr").element("th", measured.scenario().toString(), "scope", "row");
            comparison.others().forEach(other -> glance(other)
                    .forEach(figure -> Ratios.cell(page, figure, measured.ratio(figure, other, comparison.base()))));
            page.close().line();
        }
        page.close().close().close().close();
    }

    /** The figures this contender has: one without a process of its own has no CPU. */
    private List<Figure> glance(String other) {
        return AT_A_GLANCE.keySet().stream()
                .filter(figure -> figure == Figure.THROUGHPUT
                        || comparison.measured().stream().anyMatch(measured -> !measured.ratio(figure, other, comparison.base()).isEmpty()))
                .toList();
    }

    // ---- how it was measured

    private void circumstances() {
        Header header = comparison.header();
        page.open("section").element("h2", "Measured with");
        page.open("pre").element("code", header.command()).close();
        page.open("div", "class", "facts");
        facts("Versions", header.versions());
        facts("Machine", header.machine());
        facts("Settings", header.settings());
        page.close().close().line();
    }

    private void facts(String title, Map<String, String> facts) {
        page.open("div").element("h3", title).open("dl");
        facts.forEach((name, text) -> page.element("dt", name).element("dd", text));
        page.close().close();
    }

    private void howToRead() {
        page.open("section", "class", "reading").element("h2", "How to read this");
        page.open("p").text("In one lap every contender does the same work once, one after the other; the next lap has them in the opposite "
                + "order. Every figure is the median over the laps; in brackets, and as the bars of the plots, the inner half of them, from "
                + "the lower to the upper quartile. A ratio is taken within each lap, so that whatever else the machine did meets both "
                + "sides, and then summed up in the same way.").close();
        page.open("p").text("Latency is what the load generator saw of a transaction. CPU is the processor time of the pooler’s process alone, "
                + "program and kernel, from /proc, divided by the transactions; clients, generator and PostgreSQL share the machine and are "
                + "not in it. “direct” and HikariCP have no pooler process; with HikariCP the clients are threads of one JVM that share its "
                + "pool, as in an application. Servers are the connections of a contender, the most that PostgreSQL saw at any one time it was asked.").close();
        page.close();
    }

    private static String style() {
        try (InputStream css = ComparisonHtml.class.getResourceAsStream("comparison.css")) {
            return new String(Objects.requireNonNull(css, "comparison.css").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
