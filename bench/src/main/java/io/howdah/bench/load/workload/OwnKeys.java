package io.howdah.bench.load.workload;

/** Numbers no other client draws: its own in the upper bits, the last few of a count below. */
final class OwnKeys implements KeySource {

    /** Leaves 15 bits for the client, more than there may be. */
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
