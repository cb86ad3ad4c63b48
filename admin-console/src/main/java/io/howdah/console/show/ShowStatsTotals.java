package io.howdah.console.show;

import io.howdah.console.view.PoolerView;
import io.howdah.console.view.StatsSnapshot;

/** SHOW STATS_TOTALS: totals of each database. */
final class ShowStatsTotals {

    static final ShowTable<StatsSnapshot> TABLE = ShowTable.named("STATS_TOTALS", PoolerView::stats)
            .text("database", StatsSnapshot::database)
            .numeric("server_assignment_count", row -> row.totals().serverAssignmentCount())
            .numeric("xact_count", row -> row.totals().xactCount())
            .numeric("query_count", row -> row.totals().queryCount())
            .numeric("bytes_received", row -> row.totals().received())
            .numeric("bytes_sent", row -> row.totals().sent())
            .numeric("xact_time", row -> row.totals().xactTime())
            .numeric("query_time", row -> row.totals().queryTime())
            .numeric("wait_time", row -> row.totals().waitTime())
            .numeric("client_parse_count", row -> row.totals().clientParseCount())
            .numeric("server_parse_count", row -> row.totals().serverParseCount())
            .numeric("bind_count", row -> row.totals().bindCount())
            .numeric("client_login_count", row -> row.totals().clientLoginCount())
            .forStatsUsers();

    private ShowStatsTotals() {}
}
