package io.howdah.bench.load;

/** Decides when each worker begins its next transaction. Only one loop uses it. */
interface Pace {

    /** A worker has nothing to do. The pace may have it begin a transaction before this method returns. */
    void free(Worker worker, long now);

    /** Has no worker begin another transaction. */
    void stop();

    /** Transactions that should have begun by now, and have found no free worker. */
    long overdue(long now);
}
