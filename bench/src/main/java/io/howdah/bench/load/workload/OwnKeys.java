package io.howdah.bench.load.workload;

/** Keys that no other client draws: the client's number in the upper bits, a counter in the lower bits. */
final class OwnKeys implements KeySource {

    /** Leaves 15 bits for the client's number, more than a load's clients need. */
    private static final int COUNT_BITS = 16;

    private final int client;
    private int count;

    OwnKeys(int client) {
        this.client = client;
    }

    @Override
    public int next() {
        return client << COUNT_BITS | count++ & (1 << COUNT_BITS) - 1;
    }
}
