package io.howdah.console.live;

import io.howdah.console.view.PoolName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** The points of the last minutes, for whoever begins to look. Not thread-safe. */
final class History {

    /** Five minutes while somebody looks. */
    static final int MOST = 300;

    /** What the page draws. */
    private static final long MILLIS = 5 * 60_000L;

    /**
     * One moment.
     *
     * @param millis since 1970
     * @param pools of those that were shown then
     */
    record Beat(long millis, Point all, Map<PoolName, Point> pools) {}

    private final Deque<Beat> beats = new ArrayDeque<>();

    void add(Beat beat) {
        beats.add(beat);
        while (beats.size() > MOST || beats.getFirst().millis < beat.millis - MILLIS) {
            beats.remove();
        }
    }

    List<Beat> beats() {
        return List.copyOf(beats);
    }
}
