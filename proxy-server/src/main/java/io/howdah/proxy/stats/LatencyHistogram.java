package io.howdah.proxy.stats;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long things took: a count for each of {@value #BUCKETS} buckets. Up to about a microsecond there is one bucket; above it every
 * doubling of time is cut into {@value #PARTS} of equal width, so that the middle of a bucket is at most 1/16 (6.25 %) away from whatever
 * fell into it. Times of more than 19 hours count as 19 hours.
 *
 * <p>Written by one loop alone, without a lock, an object or a look at the clock; readable from any thread, where the counts are of a
 * moment and a record under way may be missing. Takes 2.3 kB once something has been recorded, and next to nothing before.
 */
public final class LatencyHistogram {

    private static final int PART_BITS = 3;
    private static final int PARTS = 1 << PART_BITS;

    /** 1024 ns: what is shorter is not told apart, for SHOW speaks in microseconds. */
    private static final int LOWEST_OCTAVE = 10;

    /** 2^46 ns are 19.5 hours. */
    private static final int OCTAVES = 46 - LOWEST_OCTAVE;

    static final int BUCKETS = 1 + OCTAVES * PARTS;

    // An array's contents are final in its holder: whoever sees it sees it whole.
    private volatile AtomicLongArray counts;

    /** Counts one that took this long; a negative time counts as none. Loop only. */
    public void record(long nanos) {
        AtomicLongArray buckets = counts;
        if (buckets == null) {
            buckets = new AtomicLongArray(BUCKETS);
            counts = buckets;
        }
        int bucket = bucket(nanos);
        buckets.lazySet(bucket, buckets.getPlain(bucket) + 1);
    }

    /** Adds what has been counted so far. Any thread. */
    void addTo(long[] sums) {
        AtomicLongArray buckets = counts;
        if (buckets != null) {
            for (int i = 0; i < BUCKETS; i++) {
                sums[i] += buckets.getOpaque(i);
            }
        }
    }

    /** Where a time is counted. */
    static int bucket(long nanos) {
        if (nanos < 1L << LOWEST_OCTAVE) {
            return 0;
        }
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        int part = (int) (nanos >>> (octave - PART_BITS)) - PARTS;
        return Math.min(BUCKETS - 1, 1 + ((octave - LOWEST_OCTAVE) << PART_BITS) + part);
    }

    /** What is too long for a bucket, nanoseconds; of the last one nothing is. */
    static long end(int bucket) {
        if (bucket == 0) {
            return 1L << LOWEST_OCTAVE;
        }
        int octave = LOWEST_OCTAVE + ((bucket - 1) >> PART_BITS);
        return (PARTS + ((bucket - 1) & (PARTS - 1)) + 1) * (1L << (octave - PART_BITS));
    }

    /** The bucket that ends nearest to a time. */
    static int endingNear(long nanos) {
        int bucket = bucket(nanos);
        return bucket > 0 && nanos - end(bucket - 1) < end(bucket) - nanos ? bucket - 1 : bucket;
    }

    /** The middle of a bucket, nanoseconds. */
    static long middle(int bucket) {
        if (bucket == 0) {
            return 1L << (LOWEST_OCTAVE - 1);
        }
        int octave = LOWEST_OCTAVE + ((bucket - 1) >> PART_BITS);
        long width = 1L << (octave - PART_BITS);
        return (PARTS + ((bucket - 1) & (PARTS - 1))) * width + width / 2;
    }
}
