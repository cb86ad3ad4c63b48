package io.howdah.bench.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One scenario and all its runs.
 *
 * @param notes what has to be known of it, as of a contender that was left out
 * @param sliced whether a run is a slice: of those there are so many that the error of a ratio can be told
 */
public record Measured(Scenario scenario, List<Run> runs, List<String> notes, boolean sliced) {

    /** Of runs that follow each other. */
    public Measured(Scenario scenario, List<Run> runs, List<String> notes) {
        this(scenario, runs, notes, false);
    }

    /** Of slices; the lap of a run is its round. */
    public static Measured inSlices(Scenario scenario, List<Run> runs, List<String> notes) {
        return new Measured(scenario, runs, notes, true);
    }

    public Measured {
        Objects.requireNonNull(scenario, "scenario");
        runs = List.copyOf(runs);
        notes = List.copyOf(notes);
    }

    Optional<Run> run(String contender, int lap) {
        return runs.stream().filter(run -> run.lap() == lap && run.contender().equals(contender)).findFirst();
    }

    /** Its runs, in the order of the laps. */
    public List<Run> runs(String contender) {
        return runs.stream().filter(run -> run.contender().equals(contender)).toList();
    }

    /** Over all laps. */
    public Spread spread(Figure figure, String contender) {
        return Spread.of(runs(contender).stream().map(run -> figure.of(this, run)).toList());
    }

    /**
     * A contender's figure divided by the base's, lap by lap: what else the machine did in a lap met both alike, so that their
     * ratio says more than the ratio of two medians. A lap in which either has no figure above 0 does not count: the latency
     * added to direct can drown in the machine's noise.
     */
    public Spread ratio(Figure figure, String contender, String base) {
        return Spread.of(runs(contender).stream().map(run -> run(base, run.lap())
                .map(other -> figure.of(this, other))
                .filter(divisor -> divisor > 0 && figure.of(this, run) > 0)
                .map(divisor -> figure.of(this, run) / divisor)
                .orElse(Double.NaN)).toList());
    }
}
