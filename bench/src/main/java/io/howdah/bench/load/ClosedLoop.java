package io.howdah.bench.load;

/** A worker begins its next transaction as soon as it is free. */
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
