package io.howdah.bench.load.history;

import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What has been written so far: for each row the version that somebody has begun to write, and the version that PostgreSQL has
 * acknowledged. Only one writer writes a row, so versions only grow. Any thread may call.
 */
public final class History {

    private static final int MOST_TOLD = 20;

    private final AtomicIntegerArray begun;
    private final AtomicIntegerArray acknowledged;
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicLong violated = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong broken = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();

    /** All rows have version 0. */
    public History(int rows) {
        this.begun = new AtomicIntegerArray(rows);
        this.acknowledged = new AtomicIntegerArray(rows);
    }

    /** How many rows there are; their numbers begin at 0. */
    public int rows() {
        return begun.length();
    }

    /** A write begins. @return the version that it gives */
    int begin(int row) {
        return begun.incrementAndGet(row);
    }

    /** A write has been acknowledged. @param nanos how long it took */
    void acknowledge(int row, int version, long nanos) {
        acknowledged.set(row, version);
        writes.incrementAndGet();
        longestNanos.accumulateAndGet(nanos, Math::max);
    }

    /** The version that a read of the row must find at least, if the read begins after this call. */
    int least(int row) {
        return acknowledged.get(row);
    }

    /** A read has ended. @param least the value of {@link #least} before the read began */
    void read(int row, int least, int found, String how) {
        int most = begun.get(row);
        reads.incrementAndGet();
        if (found < least || found > most) {
            violated.incrementAndGet();
            if (violations.size() < MOST_TOLD) {
                violations.add(LocalTime.now(ZoneId.systemDefault()) + " row " + row + " by " + how + ": version " + found
                        + " is not in " + least + " to " + most);
            }
        }
    }

    /** A connection has broken: whether its last request was carried out is unknown. */
    void broke() {
        broken.incrementAndGet();
    }

    /** How many reads broke the promise. */
    public long violations() {
        return violated.get();
    }

    /** The first of the reads that broke the promise. */
    public Iterable<String> told() {
        return violations;
    }

    public long writes() {
        return writes.get();
    }

    public long reads() {
        return reads.get();
    }

    public long brokenConnections() {
        return broken.get();
    }

    /** The longest time that a write took. */
    public double longestWriteMillis() {
        return longestNanos.get() / 1e6;
    }
}
