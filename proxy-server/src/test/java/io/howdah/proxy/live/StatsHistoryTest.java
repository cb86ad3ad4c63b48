package io.howdah.proxy.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.console.view.StatsValues;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stats.PoolStats;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StatsHistoryTest {

    private static final long SECOND = 1_000_000_000L;

    private final PoolStats stats = new PoolStats();
    private final StatsHistory history = new StatsHistory(0);

    private Totals totals() {
        Totals totals = new Totals();
        totals.add(stats);
        return totals;
    }

    private void transactions(int count, long micros) {
        for (int i = 0; i < count; i++) {
            stats.add(Counter.XACT_COUNT, 1);
            stats.add(Counter.XACT_TIME, micros * 1000);
        }
    }

    @Test
    @DisplayName("Totals are in microseconds, in the order of SHOW STATS")
    void totalsInOrder() {
        for (Counter counter : Counter.values()) {
            stats.add(counter, 1000L * (counter.ordinal() + 1));
        }
        assertThat(totals().totals())
                .isEqualTo(new StatsValues(1000, 2000, 3000, 4000, 5000, 6, 7, 8, 9000, 10000, 11000, 12000));
    }

    @Test
    @DisplayName("Averages cover one to two periods: counts a second, times of one each")
    void averages() {
        transactions(100, 300);
        assertThat(history.averages("shop", totals(), 10 * SECOND)).extracting(StatsValues::xactCount, StatsValues::xactTime)
                .containsExactly(10L, 300L);
        StatsValues first = history.periodEnds(Map.of("shop", totals()), 10 * SECOND);
        assertThat(first.xactCount()).isEqualTo(10);
        // The first period still counts while the second runs.
        assertThat(history.averages("shop", totals(), 20 * SECOND).xactCount()).isEqualTo(5);
        transactions(20, 600);
        assertThat(history.periodEnds(Map.of("shop", totals()), 20 * SECOND).xactCount()).isEqualTo(2);
        assertThat(history.averages("shop", totals(), 30 * SECOND)).extracting(StatsValues::xactCount, StatsValues::xactTime)
                .containsExactly(1L, 600L);
        assertThat(history.averagesOfAll(totals(), 30 * SECOND).xactCount()).isEqualTo(1);
        history.periodEnds(Map.of("shop", totals()), 30 * SECOND);
        assertThat(history.averages("shop", totals(), 40 * SECOND)).extracting(StatsValues::xactCount, StatsValues::xactTime)
                .containsExactly(0L, 0L);
    }

    @Test
    @DisplayName("A pool that has gone takes its totals with it: averages are never negative; a new database starts at nothing")
    void poolsComeAndGo() {
        transactions(100, 1);
        history.periodEnds(Map.of("shop", totals()), SECOND);
        history.periodEnds(Map.of("shop", totals()), 2 * SECOND);
        assertThat(history.averages("shop", new Totals(), 3 * SECOND).xactCount()).isZero();
        assertThat(history.averages("other", totals(), 3 * SECOND).xactCount()).isEqualTo(50);
    }
}
