package io.howdah.console.live;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts per word (SQLSTATE, reason) over the last minute. Not thread-safe. */
final class LastMinute {

    /** Longest list for the page. */
    static final int MOST = 8;

    /** Functions raise any SQLSTATE, so the number of words has no bound of its own: only the most frequent are kept. */
    private static final int MOST_KEPT = 256;
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /**
     * One word.
     *
     * @param recent in the last minute
     * @param total since the pooler started
     */
    record Count(String word, long recent, long total) {}

    private record Moment(long nanos, Map<String, Long> counts) {}

    private final Deque<Moment> moments = new ArrayDeque<>();

    /** Takes one reading. Returns the most frequent words of the last minute, then the words of earlier times. */
    List<Count> add(Map<String, Long> counts, long nowNanos) {
        Map<String, Long> now = counts.size() <= MOST_KEPT ? counts : most(counts);
        Moment newest = moments.peekLast();
        // Usually nothing has changed, so equal readings share one map.
        moments.add(new Moment(nowNanos, newest != null && newest.counts.equals(now) ? newest.counts : now));
        while (moments.size() > 1 && nowNanos - moments.peekFirst().nanos > MINUTE_NANOS) {
            moments.remove();
        }
        Map<String, Long> before = moments.getFirst().counts;
        return now.entrySet().stream()
                .map(entry -> new Count(entry.getKey(), Math.max(0, entry.getValue() - before.getOrDefault(entry.getKey(), 0L)),
                        entry.getValue()))
                .filter(count -> count.total > 0)
                .sorted(Comparator.comparingLong(Count::recent).thenComparingLong(Count::total).reversed()
                        .thenComparing(Count::word))
                .limit(MOST).toList();
    }

    private static Map<String, Long> most(Map<String, Long> counts) {
        Map<String, Long> most = new HashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_KEPT).forEach(entry -> most.put(entry.getKey(), entry.getValue()));
        return most;
    }
}
