package io.howdah.proxy.cache.redis;

import java.time.Duration;
import java.util.Locale;

/**
 * Spares look-ups the wait for a Redis that does not answer. After {@value #ENOUGH} time-outs in a row within a second it lets none
 * pass for a while, then one alone, the probe: its answer lets all pass again, and its time-out doubles the while. The link's thread
 * alone changes it.
 */
final class Breaker {

    enum State {
        /** All pass. */
        CLOSED,
        /** None passes, until the pause is over. */
        OPEN,
        /** The probe is under way, and none but it passes. */
        PROBING;

        /** As the counters name it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final int ENOUGH = 5;
    static final long WINDOW = Duration.ofSeconds(1).toNanos();
    static final long SHORTEST_PAUSE = Duration.ofMillis(100).toNanos();
    static final long LONGEST_PAUSE = Duration.ofSeconds(3).toNanos();

    private volatile State state = State.CLOSED;
    private volatile long openUntil;
    private long pause = SHORTEST_PAUSE;
    private int inARow;
    private long firstOfRow;

    State state() {
        return state;
    }

    /** Whether a look-up need not even be tried. Any thread may ask. */
    boolean refuses(long now) {
        return switch (state) {
            case CLOSED -> false;
            case OPEN -> now - openUntil < 0;
            case PROBING -> true;
        };
    }

    /** Whether a look-up may be sent now. If the breaker is {@link State#PROBING} after that, this look-up is the probe. */
    boolean admits(long now) {
        if (refuses(now)) {
            return false;
        }
        if (state == State.OPEN) {
            state = State.PROBING;
        }
        return true;
    }

    /** There was an answer in time, whatever it was. */
    void answered() {
        state = State.CLOSED;
        pause = SHORTEST_PAUSE;
        inARow = 0;
    }

    /** Look-ups from before the pause say nothing new when they time out. */
    void timedOut(long now, boolean isProbe) {
        if (state == State.PROBING && isProbe) {
            pause = Math.min(2 * pause, LONGEST_PAUSE);
            open(now);
        } else if (state == State.CLOSED) {
            if (inARow == 0 || now - firstOfRow > WINDOW) {
                inARow = 0;
                firstOfRow = now;
            }
            inARow++;
            if (inARow >= ENOUGH) {
                open(now);
            }
        }
    }

    private void open(long now) {
        openUntil = now + pause;
        state = State.OPEN;
        inARow = 0;
    }
}
