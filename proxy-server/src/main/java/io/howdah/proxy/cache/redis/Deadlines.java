package io.howdah.proxy.cache.redis;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Ends look-ups that have no answer in time. All wait equally long, so the one that came first is the one to look at, and one timer
 * is enough. Belongs to the link's thread.
 */
final class Deadlines {

    private final EventLoop loop;
    private final long wait;
    private final Consumer<Query<?>> timedOut;
    private final ArrayDeque<Query<?>> queries = new ArrayDeque<>();
    private boolean isTimerSet;

    /** @param timedOut gets each look-up that has waited too long, before it fails */
    Deadlines(EventLoop loop, Duration wait, Consumer<Query<?>> timedOut) {
        this.loop = loop;
        this.wait = wait.toNanos();
        this.timedOut = timedOut;
    }

    void add(Query<?> query) {
        queries.add(query);
        setTimer();
    }

    /** Lets go of look-ups that have their answers. */
    void sweep() {
        for (Query<?> first = queries.peek(); first != null && first.isDone(); first = queries.peek()) {
            queries.remove();
        }
    }

    private void setTimer() {
        Query<?> first = queries.peek();
        if (isTimerSet || first == null) {
            return;
        }
        isTimerSet = true;
        loop.schedule(this::look, first.begun + wait - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        isTimerSet = false;
        sweep();
        long now = System.nanoTime();
        for (Query<?> first = queries.peek(); first != null && now - first.begun >= wait; first = queries.peek()) {
            queries.remove();
            if (!first.isDone()) {
                timedOut.accept(first);
                first.fail(RedisFailure.Reason.TIMED_OUT, "no answer within " + wait / 1_000 + " us");
            }
        }
        sweep();
        setTimer();
    }
}
