package io.howdah.bench.jmh;

import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stats.PoolStats;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;

/** Times the counting of a query's duration: the totals alone, and the totals with the histogram. */
public class LatencyBenchmark extends PoolerBenchmark {

    private static final int TIMES = 1024;

    private final PoolStats stats = new PoolStats();
    private final long[] nanos = new Random(1).longs(TIMES, 20_000, 20_000_000).toArray();
    private int next;

    private long next() {
        next = (next + 1) & (TIMES - 1);
        return nanos[next];
    }

    @Benchmark
    public void totals() {
        stats.add(Counter.QUERY_COUNT, 1);
        stats.add(Counter.QUERY_TIME, next());
    }

    @Benchmark
    public void totalsAndHistogram() {
        stats.queryTook(next());
    }
}
