package io.howdah.console;

import io.howdah.console.show.ShowTable;
import java.util.List;

/** What can be asked of the console. */
public sealed interface AdminCommand {

    /** SHOW of a table; SELECT of its name is the same. */
    record Show(ShowTable<?> table) implements AdminCommand {}

    /** SHOW HELP. */
    record Help() implements AdminCommand {}

    /** SHOW of a parameter of PostgreSQL's, which drivers ask for. */
    record ShowParameter(SessionParameter parameter) implements AdminCommand {}

    /** SELECT of what drivers ask to see whether somebody is there. */
    record Probe(List<ProbeColumn> columns) implements AdminCommand {}

    /** SET of a parameter of PostgreSQL's: taken, and without effect but for application_name. */
    record SetParameter(String name, String value) implements AdminCommand {}

    /** BEGIN, COMMIT and the like: taken, for drivers put them around everything. */
    record Transaction(String tag, boolean open) implements AdminCommand {}

    /** DISCARD ALL, RESET, DEALLOCATE: taken, for pools of drivers say them between two uses. */
    record Forget(String tag) implements AdminCommand {}
}
