package io.howdah.bench.load;

/** Hears how a load goes. All calls come from the thread that runs the load, which waits for them: be quick. */
public interface LoadProgress {

    /** Nobody listens. */
    LoadProgress NONE = new LoadProgress() { };

    /** About once a second, from the first connection on. */
    default void moment(LoadMoment moment) { }

    /** From now on it counts: the time to read a process's figures the first time. */
    default void measuringBegan() { }

    /** From now on it no longer counts, though all clients are still at it: the time to read them the second time. */
    default void measuringEnded() { }
}
