package io.howdah.console.show;

import io.howdah.console.view.ListSizes;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.PoolerState;
import io.howdah.console.view.PoolerView;
import io.howdah.console.view.StatsSnapshot;
import io.howdah.console.view.StatsValues;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A pooler in which everything is made by hand. */
public final class TestView implements PoolerView {

    /** What {@link #pools} gives: a test may put one in that is not done yet. */
    public CompletableFuture<List<PoolSnapshot>> pools = CompletableFuture.completedFuture(List.of(
            new PoolSnapshot("shop", "app", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, "transaction", null),
            new PoolSnapshot("shop", "web", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "session", "round-robin")));

    @Override
    public CompletionStage<List<PoolSnapshot>> pools() {
        return pools;
    }

    @Override
    public CompletionStage<List<StatsSnapshot>> stats() {
        return CompletableFuture.completedStage(List.of(new StatsSnapshot("shop", values(100), values(200))));
    }

    @Override
    public CompletionStage<StatsSnapshot> statsOfAll() {
        return CompletableFuture.completedStage(new StatsSnapshot("", values(100), values(200)));
    }

    private static StatsValues values(long first) {
        return new StatsValues(first + 1, first + 2, first + 3, first + 4, first + 5, first + 6, first + 7, first + 8, first + 9,
                first + 10, first + 11, first + 12);
    }

    @Override
    public CompletionStage<ListSizes> lists() {
        return CompletableFuture.completedStage(new ListSizes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14));
    }

    @Override
    public PoolerState state() {
        return new PoolerState(true, false);
    }

    @Override
    public String version() {
        return "PgBouncer 1.25.2 (Howdah 0.0)";
    }
}
