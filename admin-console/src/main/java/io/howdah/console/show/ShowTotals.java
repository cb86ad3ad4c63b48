package io.howdah.console.show;

import io.howdah.console.view.StatsSnapshot;
import io.howdah.console.view.StatsValues;
import java.util.ArrayList;
import java.util.List;

/** SHOW TOTALS: totals and averages of all databases together, one row each. */
final class ShowTotals {

    static final ShowTable<Item<Long>> TABLE = ShowTable.named("TOTALS", view -> view.statsOfAll().thenApply(ShowTotals::rows))
            .text("name", Item::name)
            .numeric("value", Item::value)
            .forStatsUsers();

    private ShowTotals() {}

    private static List<Item<Long>> rows(StatsSnapshot all) {
        List<Item<Long>> rows = new ArrayList<>();
        add(rows, "total_", all.totals());
        add(rows, "avg_", all.averages());
        return rows;
    }

    private static void add(List<Item<Long>> rows, String prefix, StatsValues values) {
        rows.add(new Item<>(prefix + "server_assignment_count", values.serverAssignmentCount()));
        rows.add(new Item<>(prefix + "xact_count", values.xactCount()));
        rows.add(new Item<>(prefix + "query_count", values.queryCount()));
        rows.add(new Item<>(prefix + "client_bytes", values.received()));
        rows.add(new Item<>(prefix + "server_bytes", values.sent()));
        rows.add(new Item<>(prefix + "xact_time", values.xactTime()));
        rows.add(new Item<>(prefix + "query_time", values.queryTime()));
        rows.add(new Item<>(prefix + "wait_time", values.waitTime()));
        rows.add(new Item<>(prefix + "ps_client_parse_count", values.clientParseCount()));
        rows.add(new Item<>(prefix + "ps_server_parse_count", values.serverParseCount()));
        rows.add(new Item<>(prefix + "ps_bind_count", values.bindCount()));
        rows.add(new Item<>(prefix + "client_login_count", values.clientLoginCount()));
    }
}
