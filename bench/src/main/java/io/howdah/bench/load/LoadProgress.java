package io.howdah.bench.load;

/** Gets a load's progress. The thread that runs the load makes all calls and waits for each, so implementations must be quick. */
public interface LoadProgress {

    /** Ignores all calls. */
    LoadProgress NONE = new LoadProgress() {};

    /** Called about once a second, from the first connection on. */
    default void moment(LoadMoment moment) {}

    /** Called just before the counting begins: the time for the first reading of a process's figures. */
    default void measuringBegan() {}

    /** Called when the counting has ended and all clients still work: the time for the second reading of a process's figures. */
    default void measuringEnded() {}
}
