package io.howdah.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the end waits for. SignalsTest has the whole process. */
class EndingTest {

    private static BooleanSupplier fromLook(int first) {
        AtomicInteger looks = new AtomicInteger();
        return () -> looks.incrementAndGet() >= first;
    }

    @Test
    @DisplayName("A second signal ends what the first waits for: the wait has not come to its own end")
    void hurried() {
        assertThat(Ending.until(fromLook(2), Duration.ZERO, fromLook(2))).isFalse();
        assertThat(Ending.until(() -> false, Duration.ZERO, fromLook(3))).isFalse();
    }

    @Test
    @DisplayName("Without a second signal the wait ends when all are gone, or at its limit")
    void byItself() {
        assertThat(Ending.until(fromLook(3), Duration.ZERO, () -> false)).isTrue();
        assertThat(Ending.until(() -> false, Duration.ofMillis(1), () -> false)).isFalse();
    }
}
