package io.howdah.console.show;

import io.howdah.console.view.PoolerView;
import io.howdah.console.view.StatementSnapshot;

/** SHOW PREPARED: the prepared statements. Howdah's own table; for administrators alone, for texts may hold secrets. */
final class ShowPrepared {

    static final ShowTable<StatementSnapshot> TABLE = ShowTable.named("PREPARED", PoolerView::statements)
            .text("name", StatementSnapshot::name)
            .int4("clients", StatementSnapshot::clients)
            .int4("servers", StatementSnapshot::servers)
            .text("database", StatementSnapshot::database)
            .text("user", StatementSnapshot::user)
            .int4("bytes", StatementSnapshot::bytes)
            .text("query", StatementSnapshot::query)
            .forAdministrators();

    private ShowPrepared() {}
}
