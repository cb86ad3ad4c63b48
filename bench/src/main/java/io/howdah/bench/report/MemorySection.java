package io.howdah.bench.report;

import io.howdah.bench.report.LinePlot.Series;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Resident memory over the number of clients. */
final class MemorySection {

    private final Markup page;
    private final Comparison comparison;
    private final List<Integer> clients;

    MemorySection(Markup page, Comparison comparison) {
        this.page = page;
        this.comparison = comparison;
        this.clients = comparison.memory().stream().map(MemoryPoint::clients).distinct().sorted().toList();
    }

    void write() {
        page.open("section").element("h2", "Memory");
        page.element("p", "A pooler started for each point: resident memory with so many clients logged in and silent, and after all of them "
                + "have asked at once, several times, and have their answers.");
        page.open("div", "class", "plots");
        plot("Resident memory, idle clients", MemoryPoint::idleBytes);
        plot("Resident memory, after a burst from all", MemoryPoint::burstBytes);
        page.close();
        table();
        page.close().line();
    }

    private void plot(String title, ToLongFunction<MemoryPoint> bytes) {
        new LinePlot(title, "MB", clients, contenders().stream()
                .map(contender -> new Series(Style.label(contender), Style.of(contender), false,
                        clients.stream().map(count -> megabytes(contender, count, bytes)).toList()))
                .toList(), true, LinePlot.Width.HALF).draw(page);
    }

    private List<String> contenders() {
        return comparison.memory().stream().map(MemoryPoint::contender).distinct().toList();
    }

    private Spread megabytes(String contender, int count, ToLongFunction<MemoryPoint> bytes) {
        return Spread.of(comparison.memory().stream()
                .filter(point -> point.contender().equals(contender) && point.clients() == count)
                .map(point -> bytes.applyAsLong(point) / 1e6).toList());
    }

    private void table() {
        page.open("div", "class", "wide").open("table").open("thead").open("tr").element("th", "clients", "class", "number");
        for (String contender : contenders()) {
            page.open("th", "class", "number").text(Style.label(contender) + ", idle").element("span", "MB", "class", "unit").close();
            page.open("th", "class", "number").text("after a burst").element("span", "MB", "class", "unit").close();
        }
        page.close().close().open("tbody");
        for (int count : clients) {
            page.open("tr").element("th", String.format(Locale.ROOT, "%,d", count), "scope", "row", "class", "number");
            for (String contender : contenders()) {
                page.element("td", Figure.RESIDENT.text(megabytes(contender, count, MemoryPoint::idleBytes).median()), "class", "number");
                page.element("td", Figure.RESIDENT.text(megabytes(contender, count, MemoryPoint::burstBytes).median()), "class", "number");
            }
            page.close();
        }
        page.close().close().close();
    }
}
