package io.howdah.proxy.stats;

/** Counts of {@link LatencyHistogram}s, summed over loops, or for the time between two moments. Not thread-safe. */
public final class LatencyCounts {

    private final long[] counts = new long[LatencyHistogram.BUCKETS];

    /** Adds the counts of a histogram. */
    public void add(LatencyHistogram histogram) {
        histogram.addTo(counts);
    }

    /** The counts added since then; never negative, for a pool may have gone and come back with new counters. */
    public LatencyCounts since(LatencyCounts before) {
        LatencyCounts difference = new LatencyCounts();
        for (int i = 0; i < counts.length; i++) {
            difference.counts[i] = Math.max(0, counts[i] - before.counts[i]);
        }
        return difference;
    }

    /** Bounds for a coarser histogram. Each is a bound between buckets, so counts between them are exact. */
    public static final class Bounds {
        private final int[] last;

        /** @param nanos ascending; each becomes the nearest bound of a bucket, at most 6.25 % away */
        public Bounds(long... nanos) {
            last = new int[nanos.length];
            for (int i = 0; i < nanos.length; i++) {
                last[i] = LatencyHistogram.endingNear(nanos[i]);
            }
        }

        /** The bounds, and infinity. */
        public double[] seconds() {
            double[] seconds = new double[last.length + 1];
            for (int i = 0; i < last.length; i++) {
                seconds[i] = LatencyHistogram.end(last[i]) / 1e9;
            }
            seconds[last.length] = Double.POSITIVE_INFINITY;
            return seconds;
        }
    }

    /** Counts up to each bound and beyond the bound before. */
    public long[] between(Bounds bounds) {
        long[] sums = new long[bounds.last.length + 1];
        int bucket = 0;
        for (int i = 0; i < sums.length; i++) {
            int last = i < bounds.last.length ? bounds.last[i] : counts.length - 1;
            for (; bucket <= last; bucket++) {
                sums[i] += counts[bucket];
            }
        }
        return sums;
    }

    /** The count of each bucket. */
    public long[] byBucket() {
        return counts.clone();
    }

    /** The middle of each bucket, nanoseconds. */
    public static long[] middles() {
        long[] middles = new long[LatencyHistogram.BUCKETS];
        for (int i = 0; i < middles.length; i++) {
            middles[i] = LatencyHistogram.middle(i);
        }
        return middles;
    }

    /** The number of all counted durations. */
    public long total() {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }

    /**
     * The duration that this share of all durations does not exceed.
     *
     * @param share above 0; 1 for the longest of all
     * @return nanoseconds, accurate to 6.25 %; 0 if nothing was counted
     */
    public long percentile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * total()));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return LatencyHistogram.middle(i);
            }
        }
        return 0;
    }
}
