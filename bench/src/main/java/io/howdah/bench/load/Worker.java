package io.howdah.bench.load;

/** Runs one transaction at a time. */
interface Worker {

    /**
     * Begins a transaction.
     *
     * @param intended the time at which the transaction should have begun, in the clock's nanoseconds; its latency counts from
     *     this time
     */
    void begin(long intended);
}
