package io.howdah.console.show;

import io.howdah.console.view.MemorySnapshot;
import java.util.concurrent.CompletableFuture;

/** SHOW MEM: the uses of memory. PgBouncer's columns are int4; a larger value shows as the largest int4. */
final class ShowMem {

    static final ShowTable<MemorySnapshot> TABLE = ShowTable.named("MEM", view -> CompletableFuture.completedStage(view.memory()))
            .text("name", MemorySnapshot::name)
            .int4("size", MemorySnapshot::size)
            .int4("used", row -> int4(row.used()))
            .int4("free", row -> int4(row.free()))
            .int4("memtotal", row -> int4(row.total()))
            .forStatsUsers();

    private ShowMem() {}

    private static int int4(long value) {
        return (int) Math.min(Integer.MAX_VALUE, value);
    }
}
