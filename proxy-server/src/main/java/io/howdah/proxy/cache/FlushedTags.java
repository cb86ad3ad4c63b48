package io.howdah.proxy.cache;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** When the answers of a tag were dropped last. Any thread may call. */
final class FlushedTags {

    /** Tags that are remembered. */
    static final int MOST = 10_000;

    private final ConcurrentHashMap<String, Long> moments = new ConcurrentHashMap<>();

    /**
     * Nobody gets an answer of this tag that was asked for before now. Only one thread may call at a time.
     *
     * @return false if there are too many tags: then all answers have to be dropped
     */
    boolean flush(String tag, Clock clock) {
        if (moments.size() >= MOST && !moments.containsKey(tag)) {
            return false;
        }
        moments.put(tag, clock.tick());
        return true;
    }

    /** All answers have been dropped. */
    void clear() {
        moments.clear();
    }

    /** Whether answers of one of these tags were dropped after this moment of the {@link Clock}. */
    boolean anySince(List<String> tags, long moment) {
        if (tags.isEmpty()) {
            return false; // Nearly always, and each hit asks.
        }
        for (String tag : tags) {
            Long at = moments.get(tag);
            if (at != null && moment < at) {
                return true;
            }
        }
        return false;
    }
}
