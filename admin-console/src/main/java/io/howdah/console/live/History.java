package io.howdah.console.live;

import io.howdah.console.view.PoolName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** The points of the last minutes, for a page that has just been opened. Not thread-safe. */
final class History {

    /** Five minutes at one point a second. */
    static final int MOST = 300;

    /** The span of the page's charts. */
    private static final long MILLIS = 5 * 60_000L;

    /**
     * One moment.
     *
     * @param millis since 1970
     * @param pools the pools that the page showed then
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
