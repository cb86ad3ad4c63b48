package io.howdah.proxy.loop;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps the log readable: says whether it is time again for a line that could be written many times a second. Any thread. */
public final class Seldom {

    private final long pauseNanos;
    private final AtomicLong last;

    /** @param seconds between two lines */
    public Seldom(int seconds) {
        pauseNanos = TimeUnit.SECONDS.toNanos(seconds);
        last = new AtomicLong(System.nanoTime() - pauseNanos);
    }

    /** Whether the line may be written now; if so, the next pause begins. */
    public boolean isDue() {
        long now = System.nanoTime();
        long before = last.get();
        return now - before >= pauseNanos && last.compareAndSet(before, now);
    }
}
