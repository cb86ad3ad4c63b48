package io.howdah.console.show;

import io.howdah.console.view.FdSnapshot;
import io.howdah.console.view.PoolerView;

/**
 * SHOW FDS: file descriptors. PgBouncer uses this table to hand its sockets over to a successor. Howdah's table only informs, and
 * its columns for cancel keys, passwords and SCRAM keys are empty.
 */
final class ShowFds {

    static final ShowTable<FdSnapshot> TABLE = ShowTable.named("FDS", PoolerView::fds)
            .int4("fd", FdSnapshot::fd)
            .text("task", FdSnapshot::task)
            .text("user", FdSnapshot::user)
            .text("database", FdSnapshot::database)
            .text("addr", FdSnapshot::addr)
            .int4("port", FdSnapshot::port)
            .int8("cancel", row -> 0)
            .int4("link", FdSnapshot::link)
            .text("client_encoding", FdSnapshot::clientEncoding)
            .text("std_strings", FdSnapshot::stdStrings)
            .text("datestyle", FdSnapshot::datestyle)
            .text("timezone", FdSnapshot::timezone)
            .text("password", row -> null)
            .bytea("scram_client_key", row -> null)
            .bytea("scram_server_key", row -> null)
            .forAdministrators();

    private ShowFds() {}
}
