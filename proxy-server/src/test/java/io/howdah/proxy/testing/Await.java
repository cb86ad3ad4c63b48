package io.howdah.proxy.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, not for a fixed time. */
public final class Await {

    public static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = 3_000_000;

    private Await() {}

    /** Checks the condition again and again. Throws AssertionError if it does not hold within {@link #LIMIT}. */
    public static void until(String what, Callable<Boolean> condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        try {
            while (!condition.call()) {
                if (System.nanoTime() - end > 0) {
                    throw new AssertionError("waited " + LIMIT.toSeconds() + " s for " + what);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (Exception e) {
            throw new IllegalStateException("while waiting for " + what, e);
        }
    }
}
