package io.howdah.bench.load;

import java.io.IOException;

/** Runs one load from the first connection to the last. */
public final class LoadRun {

    private LoadRun() {
    }

    /**
     * Connects all clients, warms up, measures, and lets all clients go.
     *
     * @throws IOException where no client could connect at all
     * @throws InterruptedException where the calling thread was interrupted; the clients are gone then too
     */
    public static LoadResult run(LoadPlan plan, LoadProgress progress) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("not yet");
    }
}
