package io.howdah.bench.shows;

/**
 * One thing that was compared.
 *
 * @param what SHOW, row and column
 * @param pgbouncer its value, or what it has
 * @param howdah the same of Howdah
 * @param allowed what they may differ by, or why they may differ; empty where they may not
 */
record Finding(String what, String pgbouncer, String howdah, String allowed, Verdict verdict) {

    /** How it came out. */
    enum Verdict {
        /** As it should be. */
        SAME,
        /** Different, and known to be: the reason stands in the finding. */
        KNOWN,
        /** Different. */
        DIFFERENT
    }

    /** Two that must be alike. */
    static Finding equal(String what, String pgbouncer, String howdah) {
        return new Finding(what, pgbouncer, howdah, "", pgbouncer.equals(howdah) ? Verdict.SAME : Verdict.DIFFERENT);
    }

    /** A difference that has its reason. */
    static Finding known(String what, String pgbouncer, String howdah, String reason) {
        return new Finding(what, pgbouncer, howdah, reason, Verdict.KNOWN);
    }
}
