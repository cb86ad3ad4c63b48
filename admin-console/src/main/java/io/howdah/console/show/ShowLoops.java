package io.howdah.console.show;

import io.howdah.console.view.LoopSnapshot;
import io.howdah.console.view.PoolerView;

/** SHOW LOOPS: the load of each event loop. Howdah's own table. */
final class ShowLoops {

    static final ShowTable<LoopSnapshot> TABLE = ShowTable.named("LOOPS", PoolerView::loops)
            .int4("loop", LoopSnapshot::number)
            .text("thread", LoopSnapshot::thread)
            .text("transport", LoopSnapshot::transport)
            .int4("clients", LoopSnapshot::clients)
            .int4("servers", LoopSnapshot::servers)
            .int8("accepted", LoopSnapshot::accepted)
            .int4("busy", LoopSnapshot::busyPercent)
            .int8("busy_ms", LoopSnapshot::busyMillis)
            .int8("cpu_us", LoopSnapshot::cpuMicros)
            .int8("lag_us", LoopSnapshot::lagMicros)
            .int4("pending_tasks", LoopSnapshot::pendingTasks)
            .int8("queries", LoopSnapshot::queries)
            .int8("received", LoopSnapshot::received)
            .int8("sent", LoopSnapshot::sent)
            .int8("held_bytes", LoopSnapshot::heldBytes)
            .int8("unsent_bytes", LoopSnapshot::unsentBytes)
            .forStatsUsers();

    private ShowLoops() {}
}
