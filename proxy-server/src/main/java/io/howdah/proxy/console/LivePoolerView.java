package io.howdah.proxy.console;

import io.howdah.console.view.ListSizes;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.PoolerState;
import io.howdah.console.view.PoolerView;
import io.howdah.console.view.StatsSnapshot;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The running pooler as its readers see it. What lives on event loops is read there, each loop at one moment. */
public final class LivePoolerView implements PoolerView {

    private final PoolNumbers numbers;
    private final Inventory inventory;
    private final Supplier<PoolerState> state;
    private final ProductVersion version;

    /** @param state whether the pooler has been stopped */
    public LivePoolerView(PoolNumbers numbers, Inventory inventory, Supplier<PoolerState> state, ProductVersion version) {
        this.numbers = numbers;
        this.inventory = inventory;
        this.state = state;
        this.version = version;
    }

    @Override
    public CompletionStage<List<PoolSnapshot>> pools() {
        return CompletableFuture.completedStage(numbers.pools());
    }

    @Override
    public CompletionStage<List<StatsSnapshot>> stats() {
        return CompletableFuture.completedStage(numbers.stats());
    }

    @Override
    public CompletionStage<StatsSnapshot> statsOfAll() {
        return CompletableFuture.completedStage(numbers.statsOfAll());
    }

    @Override
    public CompletionStage<ListSizes> lists() {
        return CompletableFuture.completedStage(inventory.lists(numbers.servers()));
    }

    @Override
    public PoolerState state() {
        return state.get();
    }

    @Override
    public String version() {
        return version.text();
    }
}
