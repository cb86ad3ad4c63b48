package io.howdah.console.show;

import io.howdah.console.view.ExtendedPoolSnapshot;
import io.howdah.console.view.LatencySnapshot;
import io.howdah.console.view.PoolerView;
import java.util.function.Function;

/** SHOW POOLS_EXTENDED: pools with the percentiles of their waits, queries and transactions. Howdah's own table. */
final class ShowPoolsExtended {

    static final ShowTable<ExtendedPoolSnapshot> TABLE = table();

    private ShowPoolsExtended() {}

    private static ShowTable<ExtendedPoolSnapshot> table() {
        ShowTable.Builder<ExtendedPoolSnapshot> table = ShowTable.named("POOLS_EXTENDED", PoolerView::extendedPools)
                .text("database", row -> row.pool().database())
                .text("user", row -> row.pool().user())
                .text("pool_mode", row -> row.pool().poolMode())
                .int4("cl_active", row -> row.pool().clActive())
                .int4("cl_waiting", row -> row.pool().clWaiting())
                .int4("sv_active", row -> row.pool().svActive())
                .int4("sv_idle", row -> row.pool().svIdle())
                .int4("sv_used", row -> row.pool().svUsed())
                .int4("sv_tested", row -> row.pool().svTested())
                .int4("sv_login", row -> row.pool().svLogin())
                .int4("seconds", ExtendedPoolSnapshot::seconds);
        latency(table, "wait", ExtendedPoolSnapshot::waits);
        latency(table, "query", ExtendedPoolSnapshot::queries);
        latency(table, "xact", ExtendedPoolSnapshot::xacts);
        return table.forStatsUsers();
    }

    private static void latency(
            ShowTable.Builder<ExtendedPoolSnapshot> table, String of, Function<ExtendedPoolSnapshot, LatencySnapshot> latency) {
        table.int8(of + "_count", row -> latency.apply(row).count())
                .int8(of + "_p50", row -> latency.apply(row).p50())
                .int8(of + "_p95", row -> latency.apply(row).p95())
                .int8(of + "_p99", row -> latency.apply(row).p99())
                .int8(of + "_max", row -> latency.apply(row).max());
    }
}
