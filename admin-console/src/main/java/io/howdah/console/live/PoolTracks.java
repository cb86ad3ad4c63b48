package io.howdah.console.live;

import io.howdah.console.view.ActivitySnapshot.PoolActivity;
import io.howdah.console.view.PoolName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Chooses the pools that the page shows: pools with waiting clients first, then the busiest. It chooses anew only every few
 * readings, so that rows do not come and go. Not thread-safe.
 */
final class PoolTracks {

    /** As many rows as a person can watch and a snapshot has room for. */
    static final int MOST = 20;

    private static final int READINGS_A_CHOICE = 5;

    private final Map<PoolName, PoolTrack> tracks = new HashMap<>();
    private List<PoolName> shown = List.of();
    private int readings;

    /** Takes one reading. @param seconds since the reading before */
    void add(List<PoolActivity> pools, double seconds) {
        Map<PoolName, PoolTrack> now = new HashMap<>();
        for (PoolActivity pool : pools) {
            PoolTrack track = tracks.getOrDefault(pool.name(), new PoolTrack());
            track.add(pool, seconds);
            now.put(pool.name(), track);
        }
        tracks.clear();
        tracks.putAll(now);
        if (readings++ % READINGS_A_CHOICE == 0 || shown.size() < Math.min(MOST, tracks.size())
                || !tracks.keySet().containsAll(shown)) {
            choose();
        }
    }

    private void choose() {
        List<PoolName> names = new ArrayList<>(tracks.keySet());
        names.sort((one, other) -> {
            int byRank = of(one).compareRank(of(other));
            return byRank != 0 ? byRank : one.compareTo(other);
        });
        shown = names.stream().limit(MOST).sorted().toList();
        names.stream().skip(MOST).forEach(name -> of(name).forgetDurations());
    }

    /** Ordered by database and user. */
    List<PoolName> shown() {
        return shown;
    }

    /** The track of a pool of the last reading. */
    PoolTrack of(PoolName name) {
        return Objects.requireNonNull(tracks.get(name));
    }

    Iterable<PoolTrack> all() {
        return tracks.values();
    }

    int size() {
        return tracks.size();
    }
}
