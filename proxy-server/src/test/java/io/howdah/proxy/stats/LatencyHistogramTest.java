package io.howdah.proxy.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    private static final double SHARE_OFF = 1.0 / 16;

    private static LatencyCounts counts(LatencyHistogram... histograms) {
        LatencyCounts counts = new LatencyCounts();
        for (LatencyHistogram histogram : histograms) {
            counts.add(histogram);
        }
        return counts;
    }

    @Test
    @DisplayName("Every time from a microsecond to nineteen hours is told within 6.25 %, and longer ones never shorter")
    void error() {
        Random random = new Random(7);
        for (int i = 0; i < 1_000_000; i++) {
            long nanos = (1L << 10) + random.nextLong(1L << (11 + random.nextInt(34)));
            long told = LatencyHistogram.middle(LatencyHistogram.bucket(nanos));
            assertThat(Math.abs(told - nanos) <= nanos * SHARE_OFF).as("%s told as %s", nanos, told).isTrue();
        }
        int before = 0;
        for (long nanos = 1; nanos > 0; nanos += 1 + nanos / 64) {
            int bucket = LatencyHistogram.bucket(nanos);
            assertThat(bucket).isBetween(before, Math.min(before + 1, LatencyHistogram.BUCKETS - 1));
            before = bucket;
        }
        assertThat(before).isEqualTo(LatencyHistogram.BUCKETS - 1);
    }

    @Test
    @DisplayName("The first bucket takes what is under a microsecond, the clock running backwards too; the last what is over nineteen hours")
    void bounds() {
        for (long nanos : new long[] {Long.MIN_VALUE, -1, 0, 1, 1023}) {
            assertThat(LatencyHistogram.bucket(nanos)).isZero();
        }
        assertThat(LatencyHistogram.bucket(1024)).isEqualTo(1);
        assertThat(LatencyHistogram.bucket(1L << 46)).isEqualTo(LatencyHistogram.BUCKETS - 1);
        assertThat(LatencyHistogram.bucket(Long.MAX_VALUE)).isEqualTo(LatencyHistogram.BUCKETS - 1);
    }

    @Test
    @DisplayName("Percentiles of random times are within 6.25 % of the exact ones")
    void percentiles() {
        Random random = new Random(8);
        LatencyHistogram histogram = new LatencyHistogram();
        long[] times = new long[100_000];
        for (int i = 0; i < times.length; i++) {
            times[i] = (long) (50_000 * Math.exp(2 * random.nextGaussian())) + 1024;
            histogram.record(times[i]);
        }
        Arrays.sort(times);
        LatencyCounts counts = counts(histogram);
        assertThat(counts.total()).isEqualTo(times.length);
        for (double share : new double[] {0.01, 0.5, 0.95, 0.99, 0.999, 1}) {
            long exact = times[(int) Math.ceil(share * times.length) - 1];
            assertThat(counts.percentile(share)).as("p%s", share).isCloseTo(exact, Percentage.withPercentage(100 * SHARE_OFF));
        }
    }

    @Test
    @DisplayName("Nothing recorded: no time; one recorded: it is every percentile")
    void few() {
        LatencyHistogram histogram = new LatencyHistogram();
        assertThat(counts(histogram).total()).isZero();
        assertThat(counts(histogram).percentile(0.99)).isZero();
        histogram.record(TimeUnit.MILLISECONDS.toNanos(50));
        for (double share : new double[] {0.0001, 0.5, 1}) {
            assertThat(counts(histogram).percentile(share)).isCloseTo(50_000_000L, Percentage.withPercentage(100 * SHARE_OFF));
        }
    }

    @Test
    @DisplayName("Loops are added up; what came before a moment is taken off; never below nothing")
    void mergeAndSince() {
        LatencyHistogram one = new LatencyHistogram();
        LatencyHistogram other = new LatencyHistogram();
        one.record(10_000);
        other.record(90_000_000);
        LatencyCounts before = counts(one, other);
        assertThat(before.total()).isEqualTo(2);
        assertThat(before.percentile(0.5)).isCloseTo(10_000L, Percentage.withPercentage(6.25));
        assertThat(before.percentile(1)).isCloseTo(90_000_000L, Percentage.withPercentage(6.25));
        one.record(2_000_000);
        LatencyCounts since = counts(one, other).since(before);
        assertThat(since.total()).isEqualTo(1);
        assertThat(since.percentile(0.01)).isCloseTo(2_000_000L, Percentage.withPercentage(6.25));
        assertThat(new LatencyCounts().since(before).total()).isZero();
    }

    @Test
    @DisplayName("Read while it is written: counts never fall, and none is missing in the end")
    void concurrently() throws Exception {
        int records = 3_000_000;
        LatencyHistogram histogram = new LatencyHistogram();
        AtomicBoolean over = new AtomicBoolean();
        Thread loop = new Thread(() -> {
            for (int i = 0; i < records; i++) {
                histogram.record(1L << (10 + i % 30));
            }
            over.set(true);
        });
        loop.start();
        long before = 0;
        while (!over.get()) {
            long total = counts(histogram).total();
            assertThat(total).isBetween(before, (long) records);
            before = total;
        }
        loop.join(10_000);
        assertThat(counts(histogram).total()).isEqualTo(records);
    }
}
