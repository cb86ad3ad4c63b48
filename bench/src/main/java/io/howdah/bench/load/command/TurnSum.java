package io.howdah.bench.load.command;

import io.howdah.bench.load.LoadResult;
import java.util.Locale;

/** The results of one way to do something, measured in several turns: means over the turns. */
final class TurnSum {

    private int turns;
    private double tps;
    private double median;
    private double late;
    private long errors;

    void add(LoadResult result) {
        turns++;
        tps += result.tps();
        median += result.latencyMillis(50);
        late += result.latencyMillis(99);
        errors += result.errorCount();
    }

    double tps() {
        return tps / turns;
    }

    double medianMillis() {
        return median / turns;
    }

    long errors() {
        return errors;
    }

    String line(String name) {
        return String.format(Locale.ROOT, "  %-8s %9.0f /s   p50 %.3f ms   p99 %.3f ms%n", name, tps(), medianMillis(),
                late / turns);
    }
}
