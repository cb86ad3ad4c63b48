package io.howdah.console.show;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** SHOW VERSION. */
final class ShowVersion {

    static final ShowTable<String> TABLE = ShowTable
            .named("VERSION", view -> CompletableFuture.completedStage(List.of(view.version())))
            .text("version", version -> version)
            .forStatsUsers();

    private ShowVersion() {}
}
