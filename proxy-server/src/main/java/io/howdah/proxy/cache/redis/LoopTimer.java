package io.howdah.proxy.cache.redis;

import io.netty.channel.EventLoop;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lettuce's timer on the link's thread, for Netty's own timer would have a thread that wakes up many times a second. */
final class LoopTimer implements Timer {

    private final EventLoop loop;

    LoopTimer(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public Timeout newTimeout(TimerTask task, long delay, TimeUnit unit) {
        Scheduled timeout = new Scheduled(this, task);
        timeout.future = loop.schedule(() -> {
            task.run(timeout);
            return null;
        }, delay, unit);
        return timeout;
    }

    /** The loop ends with its link. */
    @Override
    public Set<Timeout> stop() {
        return Set.of();
    }

    private static final class Scheduled implements Timeout {
        private final Timer timer;
        private final TimerTask task;
        private @Nullable ScheduledFuture<?> future;

        Scheduled(Timer timer, TimerTask task) {
            this.timer = timer;
            this.task = task;
        }

        @Override
        public Timer timer() {
            return timer;
        }

        @Override
        public TimerTask task() {
            return task;
        }

        @Override
        public boolean isExpired() {
            return future != null && future.isDone() && !future.isCancelled();
        }

        @Override
        public boolean isCancelled() {
            return future != null && future.isCancelled();
        }

        @Override
        public boolean cancel() {
            return future != null && future.cancel(false);
        }
    }
}
