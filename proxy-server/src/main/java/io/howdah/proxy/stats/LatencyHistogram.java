package io.howdah.proxy.stats;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Counts durations in {@value #BUCKETS} buckets. Durations up to about a microsecond share one bucket. Above it every doubling of
 * time has {@value #PARTS} buckets of equal width, so the middle of a bucket is at most 1/16 (6.25 %) away from any duration in
 * it. Durations of more than 19 hours count as 19 hours.
 *
 * <p>One loop alone writes, without a lock, an object or a look at the clock. Any thread may read; a reader sees the counts of a
 * moment and may miss a record under way. Takes 2.3 kB after the first record, and next to nothing before.
 */
public final class LatencyHistogram {

    private static final int PART_BITS = 3;
    private static final int PARTS = 1 << PART_BITS;

    /** 1024 ns: shorter durations share a bucket, for SHOW uses microseconds. */
    private static final int LOWEST_OCTAVE = 10;

    /** 2^46 ns are 19.5 hours. */
    private static final int OCTAVES = 46 - LOWEST_OCTAVE;

    static final int BUCKETS = 1 + OCTAVES * PARTS;

    // AtomicLongArray keeps its array in a final field: a thread that sees the object sees the array whole.
    private volatile @Nullable AtomicLongArray counts;

    /** Counts a duration; a negative duration counts as 0. Loop only. */
    public void record(long nanos) {
        AtomicLongArray buckets = counts;
        if (buckets == null) {
            buckets = new AtomicLongArray(BUCKETS);
            counts = buckets;
        }
        int bucket = bucket(nanos);
        buckets.lazySet(bucket, buckets.getPlain(bucket) + 1);
    }

    /** Adds the counts so far. Any thread. */
    void addTo(long[] sums) {
        AtomicLongArray buckets = counts;
        if (buckets != null) {
            for (int i = 0; i < BUCKETS; i++) {
                sums[i] += buckets.getOpaque(i);
            }
        }
    }

    /** The bucket of a duration. */
    static int bucket(long nanos) {
        if (nanos < 1L << LOWEST_OCTAVE) {
            return 0;
        }
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        int part = (int) (nanos >>> (octave - PART_BITS)) - PARTS;
        return Math.min(BUCKETS - 1, 1 + ((octave - LOWEST_OCTAVE) << PART_BITS) + part);
    }

    /** The upper bound of a bucket, nanoseconds; the last bucket has no bound. */
    static long end(int bucket) {
        if (bucket == 0) {
            return 1L << LOWEST_OCTAVE;
        }
        int octave = LOWEST_OCTAVE + ((bucket - 1) >> PART_BITS);
        return (PARTS + ((bucket - 1) & (PARTS - 1)) + 1) * (1L << (octave - PART_BITS));
    }

    /** The bucket whose end is nearest to a duration. */
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
