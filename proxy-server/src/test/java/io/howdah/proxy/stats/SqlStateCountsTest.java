package io.howdah.proxy.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Counts of errors by SQLSTATE, whatever a function raises. Also the bounds of coarser histograms. */
class SqlStateCountsTest {

    private static Map<String, Long> read(SqlStateCounts counts) {
        Map<String, Long> read = new HashMap<>();
        counts.addTo(read);
        return read;
    }

    @Test
    void stateByState() {
        SqlStateCounts counts = new SqlStateCounts();
        assertThat(read(counts)).isEmpty();
        counts.add("23505");
        counts.add(new String("23505"));
        counts.add("42P01");
        for (String none : new String[] {null, "", "2350", "abcde", "23\n05", "235055"}) {
            counts.add(none);
        }
        assertThat(read(counts)).isEqualTo(Map.of("23505", 2L, "42P01", 1L, "other", 6L));
    }

    @Test
    void thousandsOfStatesAreNotToldApart() {
        SqlStateCounts counts = new SqlStateCounts();
        for (int i = 10_000; i < 20_000; i++) {
            counts.add(Integer.toString(i));
        }
        assertThat(read(counts)).hasSize(65).containsEntry("10000", 1L).containsEntry("other", 10_000L - 64);
    }

    @Test
    void boundsOfAHistogramAreNearWhatIsAskedForAndCountExactly() {
        LatencyCounts.Bounds bounds = new LatencyCounts.Bounds(1_000_000, 200_000_000, 1_000_000_000);
        double[] seconds = bounds.seconds();
        assertThat(seconds).hasSize(4);
        assertThat(seconds[0] / 0.001).isBetween(0.9375, 1.0625);
        assertThat(seconds[1] / 0.2).isBetween(0.9375, 1.0625);
        assertThat(seconds[3]).isInfinite();
        LatencyHistogram histogram = new LatencyHistogram();
        long[] edge = {Math.round(seconds[0] * 1e9), Math.round(seconds[1] * 1e9), Math.round(seconds[2] * 1e9)};
        for (long nanos : new long[] {0, edge[0] - 1, edge[0], edge[1] - 1, edge[1], edge[2] - 1, edge[2], Long.MAX_VALUE}) {
            histogram.record(nanos);
        }
        LatencyCounts counts = new LatencyCounts();
        counts.add(histogram);
        assertThat(counts.between(bounds)).containsExactly(2, 2, 2, 2);
    }
}
