package io.howdah.proxy.auth;

import java.util.concurrent.atomic.LongAdder;

/** Counts the lookups of users since the start. Any thread. */
public final class AuthQueryCounts {

    private final LongAdder asked = new LongAdder();
    private final LongAdder kept = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** A server has answered. */
    void asked() {
        asked.increment();
    }

    /** A login got an answer that still counts. */
    void kept() {
        kept.increment();
    }

    /** A server did not answer, or not as auth_query should. */
    void failed() {
        failed.increment();
    }

    /** Queries that a server has answered. */
    public long queries() {
        return asked.sum();
    }

    /** Logins for which no server was asked. */
    public long answersKept() {
        return kept.sum();
    }

    /** Queries without an answer. */
    public long failures() {
        return failed.sum();
    }
}
