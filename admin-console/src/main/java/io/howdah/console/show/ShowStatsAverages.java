package io.howdah.console.show;

import io.howdah.console.view.PoolerView;
import io.howdah.console.view.StatsSnapshot;

/** SHOW STATS_AVERAGES: averages of each database. As in PgBouncer, only the last columns have a prefix. */
final class ShowStatsAverages {

    static final ShowTable<StatsSnapshot> TABLE = ShowTable.named("STATS_AVERAGES", PoolerView::stats)
            .text("database", StatsSnapshot::database)
            .numeric("server_assignment_count", row -> row.averages().serverAssignmentCount())
            .numeric("xact_count", row -> row.averages().xactCount())
            .numeric("query_count", row -> row.averages().queryCount())
            .numeric("bytes_received", row -> row.averages().received())
            .numeric("bytes_sent", row -> row.averages().sent())
            .numeric("xact_time", row -> row.averages().xactTime())
            .numeric("query_time", row -> row.averages().queryTime())
            .numeric("wait_time", row -> row.averages().waitTime())
            .numeric("avg_client_parse_count", row -> row.averages().clientParseCount())
            .numeric("avg_server_parse_count", row -> row.averages().serverParseCount())
            .numeric("avg_bind_count", row -> row.averages().bindCount())
            .numeric("avg_client_login_count", row -> row.averages().clientLoginCount())
            .forStatsUsers();

    private ShowStatsAverages() {}
}
