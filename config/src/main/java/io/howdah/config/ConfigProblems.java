package io.howdah.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects all errors, so that the user can mend them in one go. */
public final class ConfigProblems {

    private static final Comparator<ConfigProblem> BY_PLACE = Comparator
            .comparing((ConfigProblem problem) -> problem.where().kind())
            .thenComparing(problem -> problem.where().name())
            .thenComparingInt(problem -> problem.where().line());

    private final Set<ConfigProblem> found = new LinkedHashSet<>();

    void add(Origin where, String key, String message, String expected) {
        found.add(new ConfigProblem(where, key, message, expected));
    }

    void add(Origin where, String key, String message) {
        add(where, key, message, "");
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** Sorted by file and line. */
    public List<ConfigProblem> list() {
        List<ConfigProblem> sorted = new ArrayList<>(found);
        sorted.sort(BY_PLACE);
        return List.copyOf(sorted);
    }

    /** One problem per line. */
    @Override
    public String toString() {
        return list().stream().map(ConfigProblem::toString).collect(Collectors.joining("\n"));
    }
}
