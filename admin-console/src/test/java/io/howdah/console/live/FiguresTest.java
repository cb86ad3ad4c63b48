package io.howdah.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.howdah.console.view.ActivitySnapshot.PoolActivity;
import io.howdah.console.view.ActivitySnapshot.Standing;
import io.howdah.console.view.CacheRedisSnapshot;
import io.howdah.console.view.CacheSnapshot;
import io.howdah.console.view.PoolName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rates, ranks and percentiles from two or more readings. */
class FiguresTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long[] MICROS = {1, 10, 100};

    @Test
    void percentilesAreOfWhatWasCountedBetween() {
        assertThat(Percentiles.between(new long[] {1000, 0, 0}, new long[] {1050, 46, 4}, MICROS))
                .isEqualTo(new Percentiles(1, 10, 100));
        assertThat(Percentiles.between(new long[] {0, 0, 0}, new long[] {0, 0, 1}, MICROS))
                .isEqualTo(new Percentiles(100, 100, 100));
        assertThat(Percentiles.between(new long[] {5, 5, 5}, new long[] {5, 5, 5}, MICROS)).isNull();
        assertThat(Percentiles.between(new long[] {5, 5, 5}, new long[] {0, 2, 6}, MICROS)).as("a pool that came anew")
                .isEqualTo(new Percentiles(100, 100, 100));
    }

    @Test
    void recentIsFiveToTenSeconds() {
        RecentDurations recent = new RecentDurations();
        assertThat(recent.add(new long[] {0, 0, 9}, MICROS, 0)).isNull();
        for (int second = 1; second <= 20; second++) {
            Percentiles now = recent.add(new long[] {second, 0, 9 + (second >= 6 ? 1 : 0)}, MICROS, second * SECOND);
            boolean within = second >= 6 && second <= 15;
            assertThat(now.p99()).as("second %d", second).isEqualTo(within ? 100 : 1);
        }
    }

    @Test
    void countsAreOfTheLastMinute() {
        LastMinute errors = new LastMinute();
        assertThat(errors.add(Map.of("a", 5L), 0)).containsExactly(new LastMinute.Count("a", 0, 5));
        assertThat(errors.add(Map.of("a", 5L, "b", 2L), 30 * SECOND)).containsExactly(new LastMinute.Count("b", 2, 2),
                new LastMinute.Count("a", 0, 5));
        assertThat(errors.add(Map.of("a", 6L, "b", 2L), 80 * SECOND)).containsExactly(new LastMinute.Count("a", 1, 6),
                new LastMinute.Count("b", 0, 2));
        assertThat(errors.add(Map.of(), 90 * SECOND)).as("pools that counted them have gone").isEmpty();
    }

    private static CacheSnapshot cache(String database, long memory, long redis, long misses) {
        return new CacheSnapshot(database, "on", 0, 1_000, memory, redis, misses, 99, 0, 0, 0, 0, "", 0, 0, 0);
    }

    @Test
    void hitsOfTheCachesAreOfTheLastMinuteAndOfAllDatabases() {
        CacheTrack track = new CacheTrack();
        assertSum(track.add(List.of(cache("shop", 0, 0, 0)), null, 0), null, 1_000);
        assertSum(track.add(List.of(cache("shop", 2, 1, 3), cache("stock", 3, 0, 0)), null, SECOND), 6 / 9.0, 2_000);
        CacheTrack.Figures alone = track.add(List.of(cache("shop", 2, 1, 9), cache("stock", 3, 0, 0)), null, 61 * SECOND);
        assertSum(alone, 0.0, 2_000);
        assertThat(Objects.requireNonNull(alone).databases()).as("the busiest of the last minute first")
                .extracting(each -> each.now().database(), CacheTrack.Database::minute)
                .containsExactly(tuple("shop", new CacheTrack.Counts(0, 0, 6, 0, 0)),
                        tuple("stock", new CacheTrack.Counts(0, 0, 0, 0, 0)));
        assertThat(alone.redis()).isNull();
        assertSum(track.add(List.of(cache("shop", 2, 1, 9), cache("stock", 3, 0, 0)), null, 200 * SECOND), null, 2_000);
        assertThat(track.add(List.of(), null, 201 * SECOND)).isNull();
    }

    private static void assertSum(CacheTrack.@Nullable Figures figures, @Nullable Double ratio, long bytes) {
        assertThat(figures).extracting(CacheTrack.Figures::ratio, CacheTrack.Figures::bytes).containsExactly(ratio, bytes);
    }

    @Test
    void redisIsToldByTheLastMinutesLookUps() {
        CacheTrack track = new CacheTrack();
        List<CacheSnapshot> caches = List.of(
                new CacheSnapshot("shop", "writes", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "connected", 3, 0, 0));
        assertThat(redis(track, caches, new CacheRedisSnapshot(true, 1, 100, 5, 6, 7, 1), 0))
                .as("nothing of what was before the first reading")
                .isEqualTo(new CacheTrack.Redis("connected", 3, 0, null, 0, 0, 0));
        assertThat(redis(track, caches, new CacheRedisSnapshot(true, 1, 110, 6, 8, 10, 1.005), 30 * SECOND))
                .isEqualTo(new CacheTrack.Redis("connected", 3, 10, 500L, 1, 2, 3));
        assertThat(redis(track, caches, new CacheRedisSnapshot(true, 1, 0, 0, 0, 0, 0), 60 * SECOND))
                .as("a reload has begun anew")
                .isEqualTo(new CacheTrack.Redis("connected", 3, 0, null, 0, 0, 0));
    }

    private static CacheTrack.@Nullable Redis redis(CacheTrack track, List<CacheSnapshot> caches, CacheRedisSnapshot redis,
            long nanos) {
        return Objects.requireNonNull(track.add(caches, redis, nanos)).redis();
    }

    @Test
    void ofManyDatabasesWithACacheTheBusiestAreShown() {
        CacheTrack track = new CacheTrack();
        List<CacheSnapshot> caches = IntStream.range(0, 1_000).mapToObj(i -> cache("db" + i, i, 0, 0)).toList();
        track.add(List.of(cache("db999", 0, 0, 0)), null, 0);
        CacheTrack.Figures figures = Objects.requireNonNull(track.add(caches, null, SECOND));
        assertThat(figures.databases()).hasSize(CacheTrack.MOST).first().extracting(each -> each.now().database())
                .isEqualTo("db999");
        assertThat(figures.others()).isEqualTo(990);
        assertThat(figures.bytes()).isEqualTo(1_000_000);
    }

    @Test
    void thePoolsShownAreThoseInWhichClientsWaitAndThenTheBusiest() {
        PoolTracks tracks = new PoolTracks();
        List<PoolActivity> pools = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            pools.add(Pools.pool("db" + (i + 10), "u", 1, i == 30 ? 1 : 0, i, 0, 0, Standing.WELL));
        }
        tracks.add(pools, 1);
        assertThat(tracks.shown()).hasSize(PoolTracks.MOST)
                .contains(new PoolName("db40", "u"), new PoolName("db59", "u"), new PoolName("db41", "u"))
                .doesNotContain(new PoolName("db39", "u")).isSorted();
        // Another pool has the waiting clients now: it gets its row soon, and the rows do not change at every reading.
        pools.set(0, Pools.pool("db10", "u", 1, 9, 0, 0, 0, Standing.WELL));
        List<PoolName> before = tracks.shown();
        tracks.add(pools, 1);
        assertThat(tracks.shown()).isEqualTo(before);
        for (int i = 0; i < 5; i++) {
            tracks.add(pools, 1);
        }
        assertThat(tracks.shown()).contains(new PoolName("db10", "u"));
        tracks.add(pools.subList(0, 3), 1);
        assertThat(tracks.shown()).as("those that have gone go at once")
                .containsExactly(new PoolName("db10", "u"), new PoolName("db11", "u"), new PoolName("db12", "u"));
    }

    @Test
    void theHistoryHasFiveMinutes() {
        History history = new History();
        Point nothing = new Point(0, 0, 0, 0, 0, 0, null, null);
        for (int i = 0; i < 1_000; i++) {
            history.add(new History.Beat(i * 1_000L, nothing, Map.of()));
        }
        assertThat(history.beats()).hasSize(History.MOST);
        history.add(new History.Beat(2_000_000, nothing, Map.of()));
        assertThat(history.beats()).hasSize(1);
    }
}
