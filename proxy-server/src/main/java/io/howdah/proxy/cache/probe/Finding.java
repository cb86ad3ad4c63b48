package io.howdah.proxy.cache.probe;

import java.util.Map;

/**
 * What PostgreSQL has told of a statement: whether its answer may be cached, what the answer comes from, and what the statement
 * may write.
 *
 * @param eligibility whether the answer may be cached
 * @param reads OIDs and names of the tables that the answer comes from, with their partitions and inheritance children; only
 *     of an eligible statement
 * @param hasTimeConstants whether the text has constants of a date or time, so that a text of the same form may say today
 * @param hasTimeParameters whether the text has parameters of a date or time, whose values may say today
 * @param written OIDs and names of the tables that the statement may write, with those of its foreign keys' actions and with
 *     partitions and inheritance children
 * @param opaque whether the statement may write any table: it calls a function of a user's own, fires a trigger, or is no
 *     SELECT, INSERT, UPDATE, DELETE or MERGE
 * @param changesCatalogs whether the statement may change the catalogs as well: it is no SELECT, INSERT, UPDATE, DELETE or MERGE,
 *     or it is opaque and the database has a function that may hide DDL
 * @param server when the server was started: no two servers have the same time, so it names the server; empty if it is not known
 */
public record Finding(Eligibility eligibility, Map<Long, String> reads, boolean hasTimeConstants, boolean hasTimeParameters,
        Map<Long, String> written, boolean opaque, boolean changesCatalogs, String server) {

    public Finding {
        reads = Map.copyOf(reads);
        written = Map.copyOf(written);
    }

    /** Whether the answer to this text may be cached: the text may hold a literal that stands for the current time. */
    public Eligibility eligibilityOf(String text) {
        boolean clock = eligibility.isEligible() && hasTimeConstants && ClockWords.in(text);
        return clock ? Eligibility.refused(BypassReason.CLOCK_WORD, "") : eligibility;
    }

    /** The statement is not eligible, and nobody knows what it writes. */
    public static Finding opaque(Eligibility refusal) {
        return new Finding(refusal, Map.of(), false, false, Map.of(), true, true, "");
    }
}
