package io.howdah.bench.load;

/** Each worker begins again as soon as it is free. */
final class ClosedLoop implements Pace {

    private boolean stopped;

    @Override
    public void free(Worker worker, long now) {
        if (!stopped) {
            worker.begin(now);
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public long overdue(long now) {
        return 0;
    }
}
