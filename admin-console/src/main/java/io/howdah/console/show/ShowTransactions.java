package io.howdah.console.show;

import io.howdah.console.view.PoolerView;
import io.howdah.console.view.TransactionSnapshot;

/** SHOW TRANSACTIONS: the clients that hold a server, with server, state and age of the transaction. Howdah's own table. */
final class ShowTransactions {

    static final ShowTable<TransactionSnapshot> TABLE = ShowTable.named("TRANSACTIONS", PoolerView::transactions)
            .text("database", TransactionSnapshot::database)
            .text("user", TransactionSnapshot::user)
            .text("application_name", TransactionSnapshot::applicationName)
            .text("addr", TransactionSnapshot::addr)
            .int4("port", TransactionSnapshot::port)
            .int4("id", TransactionSnapshot::id)
            .int4("server_pid", TransactionSnapshot::serverPid)
            .text("state", TransactionSnapshot::state)
            .int4("age", row -> (int) (row.ageMicros() / 1_000_000))
            .int4("age_us", row -> (int) (row.ageMicros() % 1_000_000))
            .int4("quiet", row -> (int) (row.quietMicros() / 1_000_000))
            .int4("quiet_us", row -> (int) (row.quietMicros() % 1_000_000))
            .text("last_command", TransactionSnapshot::lastCommand)
            .forStatsUsers();

    private ShowTransactions() {}
}
