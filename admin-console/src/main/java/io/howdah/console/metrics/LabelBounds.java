package io.howdah.console.metrics;

import io.howdah.protocol.Printable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps label sets small, whatever names clients choose. Of each kind of name the first so many have a label of their own for as
 * long as they exist; the rest share the label {@value #OTHER}. Long names are cut. Not thread-safe.
 */
final class LabelBounds {

    /** The label of all names beyond the bound. */
    static final String OTHER = "(other)";

    /** Longer than PostgreSQL's names, which have at most 63 bytes. */
    private static final int LONGEST = 128;

    private final int most;
    private final Set<List<String>> told = new HashSet<>();

    LabelBounds(int most) {
        this.most = most;
    }

    /**
     * Gives each name its label for one scrape.
     *
     * @param names all names of this scrape, in a fixed order
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

    /** The name as SHOW writes it, cut. */
    static String cut(@Nullable String name) {
        if (name == null) {
            return "";
        }
        return Printable.of(name.length() <= LONGEST ? name : name.substring(0, LONGEST));
    }
}
