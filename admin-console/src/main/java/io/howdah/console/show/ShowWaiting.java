package io.howdah.console.show;

import io.howdah.console.view.PoolerView;
import io.howdah.console.view.WaitingSnapshot;

/** SHOW WAITING: the clients that wait for a server, longest wait first. Howdah's own table. */
final class ShowWaiting {

    static final ShowTable<WaitingSnapshot> TABLE = ShowTable.named("WAITING", PoolerView::waiting)
            .text("database", WaitingSnapshot::database)
            .text("user", WaitingSnapshot::user)
            .text("application_name", WaitingSnapshot::applicationName)
            .text("addr", WaitingSnapshot::addr)
            .int4("port", WaitingSnapshot::port)
            .text("state", WaitingSnapshot::state)
            .int4("position", WaitingSnapshot::position)
            .int4("wait", row -> (int) (row.waitMicros() / 1_000_000))
            .int4("wait_us", row -> (int) (row.waitMicros() % 1_000_000))
            .text("ptr", WaitingSnapshot::ptr)
            .int4("id", WaitingSnapshot::id)
            .forStatsUsers();

    private ShowWaiting() {}
}
