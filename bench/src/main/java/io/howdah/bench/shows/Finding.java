package io.howdah.bench.shows;

/**
 * The result of one comparison.
 *
 * @param what SHOW command, row and column
 * @param pgbouncer PgBouncer's value
 * @param howdah Howdah's value
 * @param allowed the allowed difference, or the reason for a known difference; empty if the values must be equal
 */
record Finding(String what, String pgbouncer, String howdah, String allowed, Verdict verdict) {

    /** The outcome of a comparison. */
    enum Verdict {
        /** The values are equal, or differ by no more than allowed. */
        SAME,
        /** The values differ for a known reason, which the finding names. */
        KNOWN,
        /** The values differ by more than allowed. */
        DIFFERENT
    }

    /** Compares two values that must be equal. */
    static Finding equal(String what, String pgbouncer, String howdah) {
        return new Finding(what, pgbouncer, howdah, "", pgbouncer.equals(howdah) ? Verdict.SAME : Verdict.DIFFERENT);
    }

    /** A difference with a known reason. */
    static Finding known(String what, String pgbouncer, String howdah, String reason) {
        return new Finding(what, pgbouncer, howdah, reason, Verdict.KNOWN);
    }
}
