package io.howdah.bench.load;

import io.howdah.bench.load.LoadMoment.Phase;

/** Reports one phase of a load, moment by moment, and adds up its counts. */
final class Moments {

    private final Phase phase;
    private final LoadProgress progress;
    private final LoadLoops loops;
    private final Counts into;
    private final long began = System.nanoTime();
    private long last = began;

    Moments(Phase phase, LoadProgress progress, LoadLoops loops, Counts into) {
        this.phase = phase;
        this.progress = progress;
        this.loops = loops;
        this.into = into;
    }

    /** Reports the time since the last moment, and returns its counts. */
    Counts next() throws InterruptedException {
        Counts since = loops.take();
        into.add(since);
        long now = System.nanoTime();
        double tps = since.transactions() / ((now - last) / 1e9);
        last = now;
        progress.moment(new LoadMoment(phase, (now - began) / 1e9, loops.connected(), tps,
                since.latencies().getValueAtPercentile(50), since.latencies().getValueAtPercentile(99), since.errors().total()));
        return since;
    }
}
