package io.howdah.proxy.cache.group;

/**
 * This Howdah's beats, and for how long each of them allows answers. A lease counts from the moment at which its beat was sent, however
 * late its confirmation comes. On the group's thread, except where a method says otherwise.
 */
final class Beats {

    private static final int REMEMBERED = 64;

    private final long[] sentNanos = new long[REMEMBERED];
    private long last;
    private long dueNanos;
    private volatile boolean lit;
    private volatile long litUntilNanos;

    /** The next beat is sent now. @return its number */
    long send(long nowNanos, long gapNanos) {
        last++;
        sentNanos[(int) (last % REMEMBERED)] = nowNanos;
        dueNanos = nowNanos + gapNanos;
        return last;
    }

    /** The next beat is to be sent as soon as possible. */
    void hurry(long nowNanos) {
        dueNanos = nowNanos;
    }

    /** Whether the next beat is due. */
    boolean areDue(long nowNanos) {
        return nowNanos - dueNanos >= 0;
    }

    /** Whether this is one of the last beats. */
    boolean isRecent(long number) {
        return number > 0 && number <= last && number > last - REMEMBERED;
    }

    /** Whether a beat has been sent since this one that the others may have heard by now. */
    boolean isNew(long number) {
        return isRecent(number) && number > last - 2;
    }

    /** When a recent beat was sent. */
    long sentNanos(long number) {
        return sentNanos[(int) (number % REMEMBERED)];
    }

    /** Answers may be given until then, or not at all. */
    void allow(boolean on, long untilNanos) {
        if (!on) {
            lit = false; // Before the new time: a reader may look in between.
        }
        litUntilNanos = untilNanos;
        lit = on;
    }

    /** Whether answers may be given now. Any thread may call. */
    boolean allowAnswers(long nowNanos) {
        return lit && nowNanos - litUntilNanos < 0;
    }
}
