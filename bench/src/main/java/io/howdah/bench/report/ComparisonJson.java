package io.howdah.bench.report;

import java.util.Map;

/** A comparison as JSON: every run, and for each contender the median, the quartiles and the ratios of each figure. */
public final class ComparisonJson {

    private final Comparison comparison;
    private final JsonWriter json = new JsonWriter();

    private ComparisonJson(Comparison comparison) {
        this.comparison = comparison;
    }

    public static String of(Comparison comparison) {
        return new ComparisonJson(comparison).write();
    }

    private String write() {
        Header header = comparison.header();
        json.beginObject();
        json.name("date").value(header.date().toString());
        json.name("command").value(header.command());
        facts("machine", header.machine());
        facts("versions", header.versions());
        facts("settings", header.settings());
        json.name("contenders").beginArray();
        comparison.contenders().forEach(json::value);
        json.endArray();
        json.name("base").value(comparison.base());
        json.name("scenarios").beginArray();
        comparison.measured().forEach(this::scenario);
        json.endArray();
        json.name("memory").beginArray();
        comparison.memory().forEach(point -> json.beginObject()
                .name("contender").value(point.contender())
                .name("clients").value(point.clients())
                .name("idle_bytes").value(point.idleBytes())
                .name("burst_bytes").value(point.burstBytes())
                .endObject());
        return json.endArray().endObject().text();
    }

    private void facts(String name, Map<String, String> facts) {
        json.name(name).beginObject();
        facts.forEach((fact, text) -> json.name(fact).value(text));
        json.endObject();
    }

    private void scenario(Measured measured) {
        Scenario scenario = measured.scenario();
        json.beginObject();
        json.name("workload").value(scenario.workload());
        json.name("protocol").value(scenario.protocol());
        json.name("clients").value(scenario.clients());
        json.name("notes").beginArray();
        measured.notes().forEach(json::value);
        json.endArray();
        json.name("runs").beginArray();
        measured.runs().forEach(this::run);
        json.endArray();
        json.name("figures").beginObject();
        comparison.contenders().forEach(contender -> figures(measured, contender));
        json.endObject().endObject();
    }

    private void run(Run run) {
        json.beginObject();
        json.name("contender").value(run.contender());
        json.name("lap").value(run.lap());
        json.name("tps").value(run.tps());
        json.name("latency_mean_ms").value(run.meanMillis());
        json.name("latency_p50_ms").value(run.p50Millis());
        json.name("latency_p95_ms").value(run.p95Millis());
        json.name("latency_p99_ms").value(run.p99Millis());
        json.name("latency_p99_in_turn_ms").value(run.p99InTurnMillis());
        json.name("cpu_user_us").value(run.cpuUserMicros());
        json.name("cpu_system_us").value(run.cpuSystemMicros());
        json.name("resident_bytes").value(run.residentBytes());
        json.name("server_connections").value(run.serverConnections());
        json.name("errors").value(run.errors());
        json.name("complaint").value(run.complaint());
        json.endObject();
    }

    private void figures(Measured measured, String contender) {
        json.name(contender).beginObject();
        for (Figure figure : Figure.values()) {
            Spread spread = measured.spread(figure, contender);
            if (!spread.isEmpty()) {
                json.name(figure.name().toLowerCase(java.util.Locale.ROOT)).beginObject();
                json.name("unit").value(figure.unit());
                spread(spread);
                Spread ratio = measured.ratio(figure, contender, comparison.base());
                if (!ratio.isEmpty()) {
                    json.name("ratio").beginObject();
                    spread(ratio);
                    json.endObject();
                }
                json.endObject();
            }
        }
        json.endObject();
    }

    private void spread(Spread spread) {
        json.name("median").value(spread.median());
        json.name("lower_quartile").value(spread.low());
        json.name("upper_quartile").value(spread.high());
        json.name("count").value(spread.count());
    }
}
