package io.howdah.bench.load;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Transactions begin when they arrive, each on the worker that has been free for longest. Where none is free they wait, and their
 * latency counts from their arrival: a server that stalls is not spared the requests that would have come meanwhile
 * (coordinated omission).
 */
final class OpenLoop implements Pace {

    private final Arrivals arrivals;
    private final LongSupplier clock;
    private final LongConsumer alarm;
    private final Queue<Worker> free = new ArrayDeque<>();
    private boolean alarmSet;
    private boolean stopped;

    /** @param alarm asked to call {@link #wake} after so many nanoseconds */
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

    /** The alarm rang. */
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
        // Where nobody is free the next one to become so takes the next turn.
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
