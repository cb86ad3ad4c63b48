package io.howdah.bench.load;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Transactions begin when they arrive, each on the worker that has been free for longest. If no worker is free, transactions
 * wait, and their latency counts from the arrival. So a server that stalls is measured with the requests that arrive meanwhile
 * (coordinated omission would leave them out).
 */
final class OpenLoop implements Pace {

    private final Arrivals arrivals;
    private final LongSupplier clock;
    private final LongConsumer alarm;
    private final Queue<Worker> free = new ArrayDeque<>();
    private boolean alarmSet;
    private boolean stopped;

    /** @param alarm must call {@link #wake} after so many nanoseconds */
    OpenLoop(Arrivals arrivals, LongSupplier clock, LongConsumer alarm) {
        this.arrivals = arrivals;
        this.clock = clock;
        this.alarm = alarm;
    }

    @Override
    public void free(Worker worker, long now) {
        free.add(worker);
        turn(now);
    }

    /** The alarm went off. */
    void wake() {
        alarmSet = false;
        turn(clock.getAsLong());
    }

    private void turn(long now) {
        if (stopped) {
            return;
        }
        while (arrivals.next() - now <= 0 && !free.isEmpty()) {
            free.remove().begin(arrivals.take());
        }
        // If no worker is free, the next worker to become free calls this again.
        if (!alarmSet && !free.isEmpty()) {
            alarmSet = true;
            alarm.accept(Math.max(0, arrivals.next() - now));
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public long overdue(long now) {
        long count = 0;
        while (arrivals.next() - now <= 0) {
            arrivals.take();
            count++;
        }
        return count;
    }
}
