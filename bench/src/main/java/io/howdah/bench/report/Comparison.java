package io.howdah.bench.report;

import java.util.List;
import java.util.Objects;

/**
 * All results of a side-by-side run.
 *
 * @param contenders names of the contenders; the first is the base of all ratios
 * @param measured the scenarios, in the order in which they ran
 * @param memory empty if the run did not measure memory
 */
public record Comparison(Header header, List<String> contenders, List<Measured> measured, List<MemoryPoint> memory) {

    /** The name of the contender without a pooler. */
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

    /** The contender by whose values the other contenders' values are divided. */
    public String base() {
        return contenders.get(0);
    }
}
