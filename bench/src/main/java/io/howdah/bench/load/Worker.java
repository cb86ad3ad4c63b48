package io.howdah.bench.load;

/** Who does one transaction at a time. */
interface Worker {

    /**
     * Begins a transaction.
     *
     * @param intended when it should have begun, by the clock's nanoseconds: its latency is counted from then
     */
    void begin(long intended);
}
