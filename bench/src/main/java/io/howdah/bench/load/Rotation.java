package io.howdah.bench.load;

/**
 * How long a transaction takes where clients are served strictly in turn. In a closed loop of n clients it would then end n transactions
 * after the same client's last one, at which it began. What clients wait in truth differs from it by what a queue has some of them
 * wait for others; how fast the target was at that time, and when it stood still, is in both. Belongs to one thread.
 */
final class Rotation {

    private final long[] ends;
    private int next;
    private boolean whole;

    /** @param clients how many, at least 1 */
    Rotation(int clients) {
        ends = new long[clients];
    }

    /**
     * A transaction ended.
     *
     * @return nanoseconds since the one that ended as many transactions before as there are clients; -1 where there was none yet
     */
    long ended(long now) {
        long since = whole ? now - ends[next] : -1;
        ends[next] = now;
        if (++next == ends.length) {
            next = 0;
            whole = true;
        }
        return since;
    }
}
