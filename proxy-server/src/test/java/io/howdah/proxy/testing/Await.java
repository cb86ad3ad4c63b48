package io.howdah.proxy.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for a condition, not for a fixed time. */
public final class Await {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(3);

    private Await() {}

    /** Checks the condition again and again. Throws AssertionError if the condition does not hold within 90 seconds. */
    public static void until(String what, Callable<Boolean> condition) {
        until(what, () -> "", condition);
    }

    /**
     * Checks the condition again and again.
     *
     * @param state what the error tells if the condition does not hold in time
     */
    public static void until(String what, Supplier<String> state, Callable<Boolean> condition) {
        try {
            // Conditions use the test's own connections, so the test's thread checks them. And Awaitility may not fail a test for
            // an exception of another thread: some tests make the pooler's threads fail.
            Awaitility.await().pollInSameThread().dontCatchUncaughtExceptions()
                    .atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(PAUSE).until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("waited " + LIMIT.toSeconds() + " s for " + what + state.get(), e);
        } catch (Exception e) {
            throw new IllegalStateException("while waiting for " + what, e);
        }
    }
}
