package io.howdah.proxy.cache.group;

/** The times of a group, in milliseconds. All Howdahs of a group must have the same. */
final class Timing {

    /** Between two beats. */
    static final int BEAT = 80;

    /** For so long after it was heard, a beat that has been confirmed obliges a writer to ask its sender. */
    static final int LEASE = 400;

    /** For so long after it was sent, such a beat allows answers. Less than the lease, for the clocks of two machines run at different speeds. */
    static final int SERVE = 360;

    /** For so long a reader may owe an answer before its beats are confirmed no more. */
    static final int PATIENCE = 100;

    /** After so long all others know a Howdah that has come: until then it acknowledges no write. */
    static final int JOIN = 500;

    /** After so long, a fresh Howdah that Redis, or the system, has refused goes on without the others. */
    static final int REFUSED = 3_000;

    /** After so long, a fresh Howdah that hears nothing from Redis goes on alone too: a longer silence breaks everybody's connection. */
    static final int SILENT = 12_000;

    /**
     * For so long, who has connected after a failure gives no answers: another Howdah may have gone on alone meanwhile, and connects within
     * this time.
     */
    static final int GATHER = 6_000;

    /** A tick that comes later than this comes from a Howdah that has been frozen. */
    static final int LONGEST_TICK = 100;

    /**
     * After so long all others have found a Howdah in Redis that was cut off before they heard it: they look each {@link #REGISTER}
     * milliseconds.
     */
    static final int FOUND = 1_500;

    /** For so long it stays noted there for certain: less than {@link #FORGET}. */
    static final int NOTED = 10_000;

    /** After so long, a Howdah that nobody hears is taken for one that has gone, and a table without answers for one of no interest. */
    static final int FORGET = 30_000;

    /** Between two notes in Redis that a Howdah is there: somebody may have flushed Redis. */
    static final int REGISTER = 1_000;

    private Timing() {
    }

    /** So many milliseconds in nanoseconds. */
    static long nanos(int millis) {
        return millis * 1_000_000L;
    }
}
