package io.howdah.bench.load.command;

import io.howdah.bench.load.LoadPlan;
import io.howdah.bench.load.LoadResult;
import io.howdah.bench.process.CpuTime;
import io.howdah.bench.report.JsonWriter;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** Stages for programs: an array with an object of each. What is not known is null. */
final class JsonReport {

    private JsonReport() {
    }

    static String of(List<Stage> stages) {
        JsonWriter json = new JsonWriter().beginArray();
        stages.forEach(stage -> write(json, stage));
        return json.endArray().text();
    }

    private static void write(JsonWriter json, Stage stage) {
        json.beginObject();
        plan(json, stage.plan());
        result(json, stage.result());
        Figures figures = stage.figures();
        json.name("queueWaitMeanMicros").value(figures.queueWaitMicros().orElse(Double.NaN));
        Optional<WaitPercentiles> waits = figures.waits();
        number(json, "queueWaitP50Micros", waits.isPresent(), waits.map(WaitPercentiles::p50).orElse(0L));
        number(json, "queueWaitP95Micros", waits.isPresent(), waits.map(WaitPercentiles::p95).orElse(0L));
        number(json, "queueWaitP99Micros", waits.isPresent(), waits.map(WaitPercentiles::p99).orElse(0L));
        cpu(json, "poolerCpuMicrosPerTransaction", figures.poolerCpu(), stage);
        number(json, "poolerResidentBytes", figures.poolerResidentBytes().isPresent(), figures.poolerResidentBytes().orElse(0));
        cpu(json, "generatorCpuMicrosPerTransaction", figures.generatorCpu(), stage);
        number(json, "mostServerConnections", figures.mostServers().isPresent(), figures.mostServers().orElse(0));
        number(json, "updatesInTable", stage.updatesFound().isPresent(), stage.updatesFound().orElse(0));
        json.endObject();
    }

    private static void plan(JsonWriter json, LoadPlan plan) {
        json.name("workload").value(plan.workload().toString())
                .name("protocol").value(plan.protocol().toString())
                .name("statementsPerTransaction").value(plan.statements())
                .name("pipelined").value(plan.pipelined())
                .name("connectingEachTime").value(plan.reconnecting())
                .name("clients").value(plan.clients())
                .name("wantedPerSecond").value(plan.rate())
                .name("generatorLoops").value(plan.loops())
                .name("seed").value(plan.seed());
    }

    private static void result(JsonWriter json, LoadResult result) {
        json.name("measuredSeconds").value(result.measuredSeconds())
                .name("transactions").value(result.transactions())
                .name("statements").value(result.statements())
                .name("transactionsPerSecond").value(result.tps())
                .name("clientsConnected").value(result.clients())
                .name("loginsPerSecond").value(result.loginsPerSecond())
                .name("overdue").value(result.overdue())
                .name("updatesAcknowledged").value(result.updates());
        percentiles(json.name("latencyMicros"), result.latencies());
        json.name("inTurnMicros");
        if (result.inTurn().getTotalCount() > 0) {
            percentiles(json, result.inTurn());
        } else {
            json.value((String) null);
        }
        json.name("errors").beginObject();
        result.errors().forEach((state, count) -> json.name(state).value(count));
        json.endObject();
        json.name("firstErrors").beginArray();
        result.firstErrors().forEach(json::value);
        json.endArray();
    }

    private static void percentiles(JsonWriter json, Histogram micros) {
        json.beginObject();
        for (double percentile : Percentiles.SHOWN) {
            json.name(Percentiles.name(percentile)).value(micros.getValueAtPercentile(percentile));
        }
        json.name("mean").value(micros.getMean()).name("max").value(micros.getMaxValue()).endObject();
    }

    private static void cpu(JsonWriter json, String name, Optional<CpuTime> cpu, Stage stage) {
        json.name(name);
        if (cpu.isEmpty()) {
            json.value((String) null);
            return;
        }
        json.beginObject()
                .name("user").value(stage.perTransaction(cpu.get().userMicros()))
                .name("system").value(stage.perTransaction(cpu.get().systemMicros()))
                .endObject();
    }

    private static void number(JsonWriter json, String name, boolean known, long value) {
        json.name(name);
        if (known) {
            json.value(value);
        } else {
            json.value((String) null);
        }
    }
}
