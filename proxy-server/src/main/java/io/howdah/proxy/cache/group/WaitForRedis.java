package io.howdah.proxy.cache.group;

/**
 * How long a Howdah that others may not know of waits for Redis before it acknowledges writes without them. The time alone does not say
 * much: a machine may be slow, and the process may have been frozen. So time counts as long as the group's thread runs, and the wait is
 * a short one only if somebody has said that there is no Redis to be had. On the group's thread.
 */
final class WaitForRedis {

    private long tickedNanos;
    private long waitedNanos;
    private boolean isRefused;
    private long notedNanos;
    private boolean isNoted;

    WaitForRedis(long nowNanos) {
        this.tickedNanos = nowNanos;
    }

    /** An attempt to connect has failed. @param refused whether the system or Redis has said no */
    void failed(boolean refused) {
        isRefused |= refused;
    }

    /** This Howdah has been noted in Redis: the others soon find it there. */
    void noted(long nowNanos) {
        if (!isNoted || nowNanos - notedNanos > Timing.nanos(Timing.NOTED)) {
            isNoted = true;
            notedNanos = nowNanos;
        }
    }

    /** Time has passed. */
    void tick(long nowNanos) {
        waitedNanos += Math.min(nowNanos - tickedNanos, Timing.nanos(Timing.LONGEST_TICK));
        tickedNanos = nowNanos;
    }

    /** Whether it has taken long enough. */
    boolean isOver() {
        boolean isFound = !isNoted || tickedNanos - notedNanos > Timing.nanos(Timing.FOUND);
        return waitedNanos > Timing.nanos(isRefused ? Timing.REFUSED : Timing.SILENT) && isFound;
    }
}
