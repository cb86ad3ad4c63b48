package io.howdah.bench.report;

import java.util.List;
import java.util.Objects;

/**
 * All that a side-by-side run measured.
 *
 * @param contenders their names; the first is the base of all ratios
 * @param measured each scenario, in the order in which they ran
 * @param memory empty where it was not asked for
 */
public record Comparison(Header header, List<String> contenders, List<Measured> measured, List<MemoryPoint> memory) {

    /** The name of the contender that is no pooler at all. */
    public static final String DIRECT = "direct";

    public Comparison {
        Objects.requireNonNull(header, "header");
        contenders = List.copyOf(contenders);
        measured = List.copyOf(measured);
        memory = List.copyOf(memory);
        if (contenders.isEmpty()) {
            throw new IllegalArgumentException("contenders: none (expected: 1 or more)");
        }
    }

    /** By whose figures the others' are divided. */
    public String base() {
        return contenders.get(0);
    }
}
