package io.howdah.console.show;

import io.howdah.console.view.PoolerState;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** SHOW STATE: whether an operator has stopped the pooler. */
final class ShowState {

    static final ShowTable<Item<Boolean>> TABLE = ShowTable
            .named("STATE", view -> CompletableFuture.completedStage(rows(view.state())))
            .text("key", Item::name)
            .text("value", row -> row.value() ? "yes" : "no")
            .forStatsUsers();

    private ShowState() {}

    private static List<Item<Boolean>> rows(PoolerState state) {
        return List.of(
                new Item<>("active", !state.paused() && !state.suspended()),
                new Item<>("paused", state.paused()),
                new Item<>("suspended", state.suspended()));
    }
}
