package io.howdah.console.metrics;

import io.howdah.protocol.Printable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps label sets small whatever clients call themselves: of each kind of name the first so many are told, as long as they are there, and
 * what is beyond them is told together as {@value #OTHER}. Long names are cut. Not thread-safe.
 */
final class LabelBounds {

    /** Stands for all names beyond the bound. */
    static final String OTHER = "(other)";

    /** PostgreSQL's names have 63 bytes at most; what is longer is none. */
    private static final int LONGEST = 128;

    private final int most;
    private final Set<List<String>> told = new HashSet<>();

    LabelBounds(int most) {
        this.most = most;
    }

    /**
     * One round: which names stand for which.
     *
     * @param names all there are now, in an order of their own
     */
    Map<List<String>, List<String>> of(Iterable<List<String>> names) {
        Set<List<String>> now = new HashSet<>();
        names.forEach(now::add);
        told.retainAll(now);
        Map<List<String>, List<String>> labels = new HashMap<>();
        for (List<String> name : names) {
            if (told.size() < most) {
                told.add(name);
            }
            labels.computeIfAbsent(name, n -> told.contains(n) ? n.stream().map(LabelBounds::cut).toList()
                    : n.stream().map(part -> OTHER).toList());
        }
        return labels;
    }

    /** The name as SHOW has it, and not longer than any name of PostgreSQL's. */
    static String cut(String name) {
        if (name == null) {
            return "";
        }
        return Printable.of(name.length() <= LONGEST ? name : name.substring(0, LONGEST));
    }
}
