package io.howdah.bench.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One scenario and all its runs.
 *
 * @param notes remarks for the reader, for example on a contender that was left out
 * @param sliced whether a run is a slice: only slices are so many that a ratio's standard error makes sense
 */
public record Measured(Scenario scenario, List<Run> runs, List<String> notes, boolean sliced) {

    /** A scenario whose runs follow each other. */
    public Measured(Scenario scenario, List<Run> runs, List<String> notes) {
        this(scenario, runs, notes, false);
    }

    /** A scenario whose runs are slices; a run's lap is its round. */
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

    /** A contender's runs, in the order of the laps. */
    public List<Run> runs(String contender) {
        return runs.stream().filter(run -> run.contender().equals(contender)).toList();
    }

    /** The spread of a contender's figure over all laps. */
    public Spread spread(Figure figure, String contender) {
        return Spread.of(runs(contender).stream().map(run -> figure.of(this, run)).toList());
    }

    /**
     * Divides a contender's figure by the base's figure, lap by lap. Other work of the machine meets both in the same lap, so
     * their ratio says more than the ratio of two medians. A lap counts only if both figures are above 0: the machine's noise can
     * hide the latency added to direct.
     */
    public Spread ratio(Figure figure, String contender, String base) {
        return Spread.of(runs(contender).stream().map(run -> run(base, run.lap())
                .map(other -> figure.of(this, other))
                .filter(divisor -> divisor > 0 && figure.of(this, run) > 0)
                .map(divisor -> figure.of(this, run) / divisor)
                .orElse(Double.NaN)).toList());
    }
}
