package io.howdah.proxy.stats;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counts errors by SQLSTATE. PostgreSQL's functions may raise any SQLSTATE, so only the first {@value #MOST} have counts of their
 * own. One loop writes, any thread may read. Takes no memory before the first error.
 */
public final class SqlStateCounts {

    /** Counts the SQLSTATEs beyond the bound, and texts that are no SQLSTATE. */
    public static final String OTHER = "other";

    private static final int MOST = 64;

    private record Table(AtomicReferenceArray<String> states, AtomicLongArray counts) {}

    private volatile @Nullable Table table;

    /** Counts an error; null and texts that are no SQLSTATE count as {@value #OTHER}. Loop only. */
    void add(@Nullable String state) {
        add(state, 1);
    }

    /** Adds the counts of another object. Loop only. */
    void add(SqlStateCounts others) {
        Map<String, Long> counted = new TreeMap<>();
        others.addTo(counted);
        counted.forEach(this::add);
    }

    private void add(@Nullable String state, long count) {
        Table all = table;
        if (all == null) {
            all = new Table(new AtomicReferenceArray<>(MOST + 1), new AtomicLongArray(MOST + 1));
            all.states.set(0, OTHER);
            table = all;
        }
        int index = index(all.states, state != null && isSqlState(state) ? state : OTHER);
        all.counts.lazySet(index, all.counts.getPlain(index) + count);
    }

    private static int index(AtomicReferenceArray<String> states, String state) {
        for (int i = 0; i <= MOST; i++) {
            String known = states.getPlain(i);
            if (known == null) {
                states.set(i, state);
                return i;
            }
            if (known.equals(state)) {
                return i;
            }
        }
        return 0;
    }

    /** Whether the text consists of five digits and capital letters. */
    private static boolean isSqlState(String state) {
        if (state.length() != 5) {
            return false;
        }
        for (int i = 0; i < 5; i++) {
            char c = state.charAt(i);
            if ((c < '0' || c > '9') && (c < 'A' || c > 'Z')) {
                return false;
            }
        }
        return true;
    }

    /** Adds the counts so far. Any thread. */
    public void addTo(Map<String, Long> sums) {
        Table all = table;
        if (all == null) {
            return;
        }
        for (int i = 0; i <= MOST; i++) {
            String state = all.states.get(i);
            long count = all.counts.get(i);
            if (state != null && count > 0) {
                sums.merge(state, count, Long::sum);
            }
        }
    }
}
