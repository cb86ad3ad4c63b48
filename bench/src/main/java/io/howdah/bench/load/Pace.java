package io.howdah.bench.load;

/** Decides when which worker begins its next transaction. Belongs to one loop. */
interface Pace {

    /** A worker that has nothing to do. It may be asked to begin before this returns. */
    void free(Worker worker, long now);

    /** Nobody is asked to begin any more. */
    void stop();

    /** Transactions that should have begun by now and have not, for want of a free worker. */
    long overdue(long now);
}
