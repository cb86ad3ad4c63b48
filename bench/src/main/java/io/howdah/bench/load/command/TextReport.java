package io.howdah.bench.load.command;

import io.howdah.bench.load.LoadPlan;
import io.howdah.bench.load.LoadResult;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Writes stages for people. */
final class TextReport {

    private TextReport() {
    }

    /** All results of one stage. */
    static String of(Stage stage) {
        LoadResult result = stage.result();
        StringBuilder text = new StringBuilder();
        line(text, null, title(stage.plan()));
        line(text, "throughput", "%.0f transactions/s, %.0f statements/s, %d transactions in %.1f s", result.tps(),
                result.statements() / result.measuredSeconds(), result.transactions(), result.measuredSeconds());
        line(text, "latency ms", "%s  max %.3f", percentiles(result.latencies()), result.latencies().getMaxValue() / 1e3);
        if (result.inTurn().getTotalCount() > 0) {
            line(text, "in turn", "%s  max %.3f, had clients been served strictly in turn", percentiles(result.inTurn()),
                    result.inTurn().getMaxValue() / 1e3);
        }
        line(text, "logins", "%.0f/s, %d clients", result.loginsPerSecond(), result.clients());
        line(text, "errors", "%s", errors(result));
        result.firstErrors().forEach(error -> line(text, "", "%s", error));
        if (stage.plan().rate() > 0) {
            line(text, "overdue", "%d transactions had not begun at the end", result.overdue());
        }
        if (stage.updatesFound().isPresent()) {
            line(text, "updates", "%d acknowledged, %d in the table%s", result.updates(), stage.updatesFound().getAsLong(),
                    stage.updatesLost() > 0 ? ": " + stage.updatesLost() + " LOST" : "");
        }
        figures(text, stage);
        return text.toString();
    }

    private static void figures(StringBuilder text, Stage stage) {
        Figures figures = stage.figures();
        if (figures.queueWaitMicros().isPresent()) {
            line(text, "queue wait", "%.3f ms in the mean%s", figures.queueWaitMicros().getAsDouble() / 1e3, waits(figures));
        } else {
            line(text, "queue wait", "not known");
        }
        figures.poolerCpu()
                .ifPresent(cpu -> line(text, "pooler", "%.2f us of CPU per transaction (user %.2f, system %.2f), %d MB resident",
                        stage.perTransaction(cpu.totalMicros()), stage.perTransaction(cpu.userMicros()),
                        stage.perTransaction(cpu.systemMicros()), figures.poolerResidentBytes().orElse(0) >> 20));
        figures.generatorCpu().ifPresent(cpu -> line(text, "generator", "%.2f us of CPU per transaction (user %.2f, system %.2f)",
                stage.perTransaction(cpu.totalMicros()), stage.perTransaction(cpu.userMicros()),
                stage.perTransaction(cpu.systemMicros())));
        figures.mostServers().ifPresent(most -> line(text, "servers", "at most %d connections%s", most,
                figures.poolSize().isPresent() ? " (pool_size " + figures.poolSize().getAsInt() + ")" : ""));
    }

    private static String waits(Figures figures) {
        return figures.waits()
                .map(waits -> String.format(Locale.ROOT, "; p50 %.3f  p95 %.3f  p99 %.3f in the last %d s", waits.p50() / 1e3,
                        waits.p95() / 1e3, waits.p99() / 1e3, waits.seconds()))
                .orElse("");
    }

    /** A table with a line for each stage. */
    static String table(List<Stage> stages) {
        StringBuilder text = new StringBuilder(String.format("%-9s %8s %10s %9s %9s %9s %9s %9s %9s %8s%n", "protocol", "clients",
                "tps", "p50 ms", "p90", "p95", "p99", "p99.9", "max", "errors"));
        for (Stage stage : stages) {
            LoadResult result = stage.result();
            text.append(
                    String.format(Locale.ROOT, "%-9s %8d %10.0f", stage.plan().protocol(), stage.plan().clients(), result.tps()));
            for (double percentile : Percentiles.SHOWN) {
                text.append(String.format(Locale.ROOT, " %9.2f", result.latencyMillis(percentile)));
            }
            text.append(String.format(Locale.ROOT, " %9.2f %8d%n", result.latencies().getMaxValue() / 1e3, result.errorCount()));
        }
        return text.toString();
    }

    private static String title(LoadPlan plan) {
        StringBuilder title = new StringBuilder(plan.workload() + ", " + plan.protocol());
        if (plan.statements() > 1) {
            title.append(", ").append(plan.statements()).append(" statements per transaction");
        }
        if (plan.pipelined()) {
            title.append(", pipelined");
        }
        if (plan.reconnecting()) {
            title.append(", connecting each time");
        }
        title.append(", ").append(plan.clients()).append(plan.clients() == 1 ? " client" : " clients");
        return title
                + (plan.rate() > 0 ? String.format(Locale.ROOT, ", %.0f transactions/s wanted", plan.rate()) : ", closed loop");
    }

    private static String percentiles(Histogram micros) {
        StringBuilder text = new StringBuilder();
        for (double percentile : Percentiles.SHOWN) {
            text.append(text.isEmpty() ? "" : "  ")
                    .append(String.format(Locale.ROOT, "%s %.3f", Percentiles.name(percentile),
                            micros.getValueAtPercentile(percentile) / 1e3));
        }
        return text.toString();
    }

    private static String errors(LoadResult result) {
        return result.errors().isEmpty() ? "none" : result.errors().entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue()).collect(Collectors.joining(", "));
    }

    private static void line(StringBuilder text, @Nullable String name, String format, Object... values) {
        if (name != null) {
            text.append(String.format("  %-12s", name));
        }
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
