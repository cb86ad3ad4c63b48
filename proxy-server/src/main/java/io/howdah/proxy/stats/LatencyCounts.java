package io.howdah.proxy.stats;

/** What {@link LatencyHistogram}s have counted, added up: of several loops, or of the time between two moments. Not thread-safe. */
public final class LatencyCounts {

    private final long[] counts = new long[LatencyHistogram.BUCKETS];

    /** Adds what this has counted so far. */
    public void add(LatencyHistogram histogram) {
        histogram.addTo(counts);
    }

    /** What was added since; never negative, for a pool may have gone and come anew meanwhile. */
    public LatencyCounts since(LatencyCounts before) {
        LatencyCounts difference = new LatencyCounts();
        for (int i = 0; i < counts.length; i++) {
            difference.counts[i] = Math.max(0, counts[i] - before.counts[i]);
        }
        return difference;
    }

    /** Some of the bounds between buckets, for those who tell them as a histogram; counts between them are exact. */
    public static final class Bounds {
        private final int[] last;

        /** @param nanos ascending; each becomes the nearest bound there is, at most 6.25 % away */
        public Bounds(long... nanos) {
            last = new int[nanos.length];
            for (int i = 0; i < nanos.length; i++) {
                last[i] = LatencyHistogram.endingNear(nanos[i]);
            }
        }

        /** The bounds themselves, and infinity. */
        public double[] seconds() {
            double[] seconds = new double[last.length + 1];
            for (int i = 0; i < last.length; i++) {
                seconds[i] = LatencyHistogram.end(last[i]) / 1e9;
            }
            seconds[last.length] = Double.POSITIVE_INFINITY;
            return seconds;
        }
    }

    /** How many there were up to each bound and beyond the one before. */
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

    /** How many there were in each bucket. */
    public long[] byBucket() {
        return counts.clone();
    }

    /** What each bucket stands for, nanoseconds. */
    public static long[] middles() {
        long[] middles = new long[LatencyHistogram.BUCKETS];
        for (int i = 0; i < middles.length; i++) {
            middles[i] = LatencyHistogram.middle(i);
        }
        return middles;
    }

    /** How many there were. */
    public long total() {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }

    /**
     * The time within which this share of them ended.
     *
     * @param share above 0, and 1 for the longest of all
     * @return nanoseconds, within 6.25 %; 0 where there were none
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
