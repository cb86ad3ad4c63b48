package io.howdah.bench.load;

/**
 * Computes how long a transaction would take if the target served clients strictly in turn. In a closed loop of n clients, a
 * transaction would then end n transactions after the same client's last transaction, at whose end it began. The real wait minus
 * this value is the queue's unfairness. Both contain the target's speed and its pauses. Only one thread may use it.
 */
final class Rotation {

    private final long[] ends;
    private int next;
    private boolean whole;

    /** @param clients number of clients, at least 1 */
    Rotation(int clients) {
        ends = new long[clients];
    }

    /**
     * A transaction ended.
     *
     * @return nanoseconds since the end of the transaction that lies as many transactions back as there are clients; -1 if there
     *     were too few transactions
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
