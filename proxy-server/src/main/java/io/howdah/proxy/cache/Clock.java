package io.howdah.proxy.cache;

import java.util.concurrent.atomic.AtomicLong;

/** The order of writes and answers in this process: a number that grows with each write that has ended. */
final class Clock {

    private final AtomicLong now = new AtomicLong();

    /** The number of writes that have ended. */
    long now() {
        return now.get();
    }

    /** A write ends. @return a number that is higher than each one given before */
    long tick() {
        return now.incrementAndGet();
    }
}
