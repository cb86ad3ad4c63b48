package io.howdah.bench.shows;

import io.howdah.bench.shows.Finding.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Values read again and again of both, at the same moments. Their means may differ by the sampling error and by a floor: what a reading
 * that falls between two events may miss.
 */
final class Readings {

    /** What a count of connections may be off: half a connection. */
    private static final double HALF = 0.5;

    /** Times and rates, which a pooler's own work is a part of. */
    private static final double TENTH = 0.1;

    private record Two(Series pgbouncer, Series howdah, boolean isRate) {
    }

    private final Map<String, Two> series = new LinkedHashMap<>();

    /** A number of connections. */
    void count(String what, double pgbouncer, double howdah) {
        add(what, pgbouncer, howdah, false);
    }

    /** A time, or a number for each second. */
    void rate(String what, double pgbouncer, double howdah) {
        add(what, pgbouncer, howdah, true);
    }

    private void add(String what, double pgbouncer, double howdah, boolean isRate) {
        Two two = series.computeIfAbsent(what, name -> new Two(new Series(), new Series(), isRate));
        two.pgbouncer.add(pgbouncer);
        two.howdah.add(howdah);
    }

    /** Counts of those that are in a state, which where there are none are not told. */
    void states(String what, Table pgbouncer, Table howdah) {
        Map<String, Long> theirs = pgbouncer.count("state");
        Map<String, Long> ours = howdah.count("state");
        for (String state : List.of("active", "idle", "used", "tested", "waiting")) {
            count(what + " in state " + state, theirs.getOrDefault(state, 0L), ours.getOrDefault(state, 0L));
        }
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        series.forEach((what, two) -> {
            double floor = two.isRate ? TENTH * Math.max(two.pgbouncer.mean(), two.howdah.mean()) : HALF;
            double allowed = floor + Series.samplingError(two.pgbouncer, two.howdah);
            boolean within = Math.abs(two.pgbouncer.mean() - two.howdah.mean()) <= allowed;
            findings.add(new Finding(what + ", mean of " + two.pgbouncer.count(), number(two.pgbouncer.mean()), number(two.howdah.mean()),
                    "±" + number(allowed), within ? Verdict.SAME : Verdict.DIFFERENT));
        });
        return findings;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%.0f" : "%.2f", value);
    }
}
