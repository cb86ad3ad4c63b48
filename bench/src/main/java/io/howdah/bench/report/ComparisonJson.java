package io.howdah.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes a comparison as JSON: every run, and for each contender the median, the quartiles and the ratios of each figure. */
public final class ComparisonJson {

    private ComparisonJson() {
    }

    public static String of(Comparison comparison) {
        return Json.text(document(comparison));
    }

    static Map<String, Object> document(Comparison comparison) {
        Header header = comparison.header();
        return Json.object("date", header.date().toString(), "command", header.command(), "machine", header.machine(),
                "versions", header.versions(), "settings", header.settings(),
                "contenders", comparison.contenders(), "base", comparison.base(),
                "scenarios", comparison.measured().stream().map(measured -> scenario(measured, comparison)).toList(),
                "memory", comparison.memory().stream().map(ComparisonJson::point).toList());
    }

    private static Map<String, Object> point(MemoryPoint point) {
        return Json.object("contender", point.contender(), "clients", point.clients(), "idle_bytes", point.idleBytes(),
                "burst_bytes", point.burstBytes());
    }

    private static Map<String, Object> scenario(Measured measured, Comparison comparison) {
        Scenario scenario = measured.scenario();
        Map<String, Object> figures = new LinkedHashMap<>();
        comparison.contenders().forEach(contender -> figures.put(contender, figures(measured, contender, comparison.base())));
        List<Map<String, Object>> runs = measured.runs().stream().map(ComparisonJson::run).toList();
        return Json.object("workload", scenario.workload(), "protocol", scenario.protocol(), "clients", scenario.clients(),
                "notes", measured.notes(), "runs", runs, "figures", figures);
    }

    private static Map<String, Object> run(Run run) {
        return Json.object("contender", run.contender(), "lap", run.lap(), "tps", run.tps(), "latency_mean_ms", run.meanMillis(),
                "latency_p50_ms", run.p50Millis(), "latency_p95_ms", run.p95Millis(), "latency_p99_ms", run.p99Millis(),
                "latency_p99_in_turn_ms", run.p99InTurnMillis(), "cpu_user_us", run.cpuUserMicros(),
                "cpu_system_us", run.cpuSystemMicros(), "resident_bytes", run.residentBytes(),
                "server_connections", run.serverConnections(), "errors", run.errors(), "complaint", run.complaint());
    }

    private static Map<String, Object> figures(Measured measured, String contender, String base) {
        Map<String, Object> figures = new LinkedHashMap<>();
        for (Figure figure : Figure.values()) {
            Spread spread = measured.spread(figure, contender);
            if (!spread.isEmpty()) {
                Map<String, Object> found = Json.object("unit", figure.unit());
                found.putAll(spread(spread));
                Spread ratio = measured.ratio(figure, contender, base);
                if (!ratio.isEmpty()) {
                    Map<String, Object> numbers = spread(ratio);
                    if (measured.sliced()) {
                        // Slices only: with a few laps the standard error would say nothing.
                        numbers.put("standard_error", Double.isFinite(ratio.standardError()) ? ratio.standardError() : null);
                    }
                    found.put("ratio", numbers);
                }
                figures.put(figure.name().toLowerCase(Locale.ROOT), found);
            }
        }
        return figures;
    }

    private static Map<String, Object> spread(Spread spread) {
        return Json.object("median", spread.median(), "lower_quartile", spread.low(), "upper_quartile", spread.high(),
                "count", spread.count());
    }
}
