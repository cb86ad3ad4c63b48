package io.howdah.bench.load.command;

import io.howdah.bench.load.LoadPlan;
import io.howdah.bench.load.LoadResult;
import io.howdah.bench.process.CpuTime;
import io.howdah.bench.report.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Writes stages for programs: an array with an object for each stage. Unknown values are null. */
final class JsonReport {

    private JsonReport() {
    }

    static String of(List<Stage> stages) {
        return Json.text(stages.stream().map(JsonReport::stage).toList());
    }

    private static Map<String, Object> stage(Stage stage) {
        Map<String, Object> object = new LinkedHashMap<>(plan(stage.plan()));
        object.putAll(result(stage.result()));
        object.putAll(figures(stage));
        return object;
    }

    private static Map<String, Object> plan(LoadPlan plan) {
        return Json.object("workload", plan.workload().toString(), "protocol", plan.protocol().toString(),
                "statementsPerTransaction", plan.statements(), "pipelined", plan.pipelined(),
                "connectingEachTime", plan.reconnecting(), "clients", plan.clients(), "wantedPerSecond", plan.rate(),
                "generatorLoops", plan.loops(), "seed", plan.seed());
    }

    private static Map<String, Object> result(LoadResult result) {
        return Json.object("measuredSeconds", result.measuredSeconds(), "transactions", result.transactions(),
                "statements", result.statements(), "transactionsPerSecond", result.tps(), "clientsConnected", result.clients(),
                "loginsPerSecond", result.loginsPerSecond(), "overdue", result.overdue(), "updatesAcknowledged", result.updates(),
                "latencyMicros", percentiles(result.latencies()),
                "inTurnMicros", result.inTurn().getTotalCount() > 0 ? percentiles(result.inTurn()) : null,
                "errors", result.errors(), "firstErrors", result.firstErrors());
    }

    private static Map<String, Object> percentiles(Histogram micros) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (double percentile : Percentiles.SHOWN) {
            object.put(Percentiles.name(percentile), micros.getValueAtPercentile(percentile));
        }
        object.putAll(Json.object("mean", micros.getMean(), "max", micros.getMaxValue()));
        return object;
    }

    private static Map<String, Object> figures(Stage stage) {
        Figures figures = stage.figures();
        Optional<WaitPercentiles> waits = figures.waits();
        OptionalLong resident = figures.poolerResidentBytes();
        return Json.object("queueWaitMeanMicros", figures.queueWaitMicros().orElse(Double.NaN),
                "queueWaitP50Micros", waits.map(WaitPercentiles::p50).orElse(null),
                "queueWaitP95Micros", waits.map(WaitPercentiles::p95).orElse(null),
                "queueWaitP99Micros", waits.map(WaitPercentiles::p99).orElse(null),
                "poolerCpuMicrosPerTransaction", cpu(figures.poolerCpu(), stage),
                "poolerResidentBytes", resident.isPresent() ? resident.getAsLong() : null,
                "generatorCpuMicrosPerTransaction", cpu(figures.generatorCpu(), stage),
                "mostServerConnections", figures.mostServers().isPresent() ? figures.mostServers().getAsInt() : null,
                "updatesInTable", stage.updatesFound().isPresent() ? stage.updatesFound().getAsLong() : null);
    }

    private static @Nullable Map<String, Object> cpu(Optional<CpuTime> cpu, Stage stage) {
        return cpu.map(time -> Json.object("user", stage.perTransaction(time.userMicros()),
                "system", stage.perTransaction(time.systemMicros()))).orElse(null);
    }
}
