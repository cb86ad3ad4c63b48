package io.howdah.console.show;

import io.howdah.console.view.PoolerView;
import io.howdah.console.view.StatsSnapshot;

/** SHOW STATS: totals and averages of each database. */
final class ShowStats {

    static final ShowTable<StatsSnapshot> TABLE = ShowTable.named("STATS", PoolerView::stats)
            .text("database", StatsSnapshot::database)
            .numeric("total_server_assignment_count", row -> row.totals().serverAssignmentCount())
            .numeric("total_xact_count", row -> row.totals().xactCount())
            .numeric("total_query_count", row -> row.totals().queryCount())
            .numeric("total_received", row -> row.totals().received())
            .numeric("total_sent", row -> row.totals().sent())
            .numeric("total_xact_time", row -> row.totals().xactTime())
            .numeric("total_query_time", row -> row.totals().queryTime())
            .numeric("total_wait_time", row -> row.totals().waitTime())
            .numeric("total_client_parse_count", row -> row.totals().clientParseCount())
            .numeric("total_server_parse_count", row -> row.totals().serverParseCount())
            .numeric("total_bind_count", row -> row.totals().bindCount())
            .numeric("total_client_login_count", row -> row.totals().clientLoginCount())
            .numeric("avg_server_assignment_count", row -> row.averages().serverAssignmentCount())
            .numeric("avg_xact_count", row -> row.averages().xactCount())
            .numeric("avg_query_count", row -> row.averages().queryCount())
            .numeric("avg_recv", row -> row.averages().received())
            .numeric("avg_sent", row -> row.averages().sent())
            .numeric("avg_xact_time", row -> row.averages().xactTime())
            .numeric("avg_query_time", row -> row.averages().queryTime())
            .numeric("avg_wait_time", row -> row.averages().waitTime())
            .numeric("avg_client_parse_count", row -> row.averages().clientParseCount())
            .numeric("avg_server_parse_count", row -> row.averages().serverParseCount())
            .numeric("avg_bind_count", row -> row.averages().bindCount())
            .numeric("avg_client_login_count", row -> row.averages().clientLoginCount())
            .forStatsUsers();

    private ShowStats() {}
}
