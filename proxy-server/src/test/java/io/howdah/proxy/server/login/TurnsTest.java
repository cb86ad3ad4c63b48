package io.howdah.proxy.server.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TurnsTest {

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Turns turns = new Turns(threads);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    @DisplayName("many long tasks of one do not keep another's from their turn")
    void fair() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            turns.execute("hostile", () -> {
                running.incrementAndGet();
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        CountDownLatch other = new CountDownLatch(1);
        turns.execute("other", other::countDown);

        assertThat(other.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(running.get()).isLessThanOrEqualTo(1);
        over.countDown();
    }

    @Test
    @DisplayName("tasks of one run in order, also behind one that fails")
    void inOrder() throws Exception {
        List<Integer> ran = new ArrayList<>();
        CountDownLatch last = new CountDownLatch(1);
        for (int i = 0; i < 5; i++) {
            int number = i;
            turns.execute("one", () -> {
                ran.add(number);
                if (number == 2) {
                    throw new IllegalStateException("of the test");
                }
            });
        }
        turns.execute("one", last::countDown);
        assertThat(last.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    @DisplayName("an executor that has ended refuses the caller, and drops the tasks behind without a word")
    void executorHasEnded() {
        List<Runnable> taken = new ArrayList<>();
        AtomicBoolean ended = new AtomicBoolean();
        Turns onTest = new Turns(task -> {
            if (ended.get()) {
                throw new RejectedExecutionException("ended");
            }
            taken.add(task);
        });
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            onTest.execute("one", ran::incrementAndGet);
        }
        ended.set(true);
        taken.get(0).run();
        assertThat(ran.get()).isEqualTo(1);
        assertThatThrownBy(() -> onTest.execute("one", ran::incrementAndGet)).isInstanceOf(RejectedExecutionException.class);
        ended.set(false);
        onTest.execute("one", ran::incrementAndGet);
        taken.get(1).run();
        assertThat(ran.get()).isEqualTo(2);
    }
}
