package io.howdah.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts errors by SQLSTATE and keeps the first few texts. */
final class ErrorCounts {

    private static final int TEXTS = 5;
    /** Stands for an SQLSTATE that the server did not send. */
    private static final String NO_STATE = "?????";

    private final SortedMap<String, Long> counts = new TreeMap<>();
    private final List<String> texts = new ArrayList<>();

    /** @param sqlState may be null */
    void add(@Nullable String sqlState, @Nullable String message) {
        String state = sqlState == null ? NO_STATE : sqlState;
        counts.merge(state, 1L, Long::sum);
        if (texts.size() < TEXTS) {
            texts.add(state + " " + message);
        }
    }

    void add(ErrorCounts other) {
        other.counts.forEach((state, count) -> counts.merge(state, count, Long::sum));
        other.texts.stream().limit(TEXTS - texts.size()).forEach(texts::add);
    }

    long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    SortedMap<String, Long> counts() {
        return counts;
    }

    List<String> texts() {
        return texts;
    }
}
