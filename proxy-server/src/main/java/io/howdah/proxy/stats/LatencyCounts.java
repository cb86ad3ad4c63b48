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
