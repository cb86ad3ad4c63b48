package io.howdah.bench.shows;

import io.howdah.bench.shows.Finding.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Repeated readings of both consoles, taken at the same moments. The means of a value may differ by the sampling error and by a
 * floor: a reading between two events misses the second event.
 */
final class Readings {

    /** The floor of a number of connections: half a connection. */
    private static final double HALF = 0.5;

    /** The floor of times and rates, which contain the pooler's own work. */
    private static final double TENTH = 0.1;

    private record Two(Series pgbouncer, Series howdah, boolean isRate) {
    }

    private final Map<String, Two> series = new LinkedHashMap<>();

    /** Adds a number of connections. */
    void count(String what, double pgbouncer, double howdah) {
        add(what, pgbouncer, howdah, false);
    }

    /** Adds a time, or a rate per second. */
    void rate(String what, double pgbouncer, double howdah) {
        add(what, pgbouncer, howdah, true);
    }

    private void add(String what, double pgbouncer, double howdah, boolean isRate) {
        Two two = series.computeIfAbsent(what, name -> new Two(new Series(), new Series(), isRate));
        two.pgbouncer.add(pgbouncer);
        two.howdah.add(howdah);
    }

    /** Adds the numbers of connections by state. A state without connections has no row in the tables. */
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
            findings.add(new Finding(what + ", mean of " + two.pgbouncer.count(), number(two.pgbouncer.mean()),
                    number(two.howdah.mean()), "±" + number(allowed), within ? Verdict.SAME : Verdict.DIFFERENT));
        });
        return findings;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%.0f" : "%.2f", value);
    }
}
