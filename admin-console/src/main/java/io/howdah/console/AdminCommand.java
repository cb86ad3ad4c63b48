package io.howdah.console;

import io.howdah.console.show.ShowTable;
import io.howdah.console.view.PoolerControl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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

    /** SET of a setting of the pooler's. */
    record Set(String key, String value) implements AdminCommand {}

    /** RELOAD. */
    record Reload() implements AdminCommand {}

    /** PAUSE. @param limit of time, zero for none */
    record Pause(Optional<String> database, Duration limit) implements AdminCommand {}

    /** RESUME. */
    record Resume(Optional<String> database) implements AdminCommand {}

    /** DISABLE. */
    record Disable(String database) implements AdminCommand {}

    /** ENABLE. */
    record Enable(String database) implements AdminCommand {}

    /** RECONNECT. */
    record Reconnect(Optional<String> database) implements AdminCommand {}

    /** KILL. */
    record Kill(Optional<String> database) implements AdminCommand {}

    /** KILL_CLIENT. */
    record KillClient(int id) implements AdminCommand {}

    /** SUSPEND. */
    record Suspend() implements AdminCommand {}

    /** SHUTDOWN. */
    record Shutdown(PoolerControl.Shutdown mode) implements AdminCommand {}

    /** WAIT_CLOSE. */
    record WaitClose(Optional<String> database) implements AdminCommand {}
}
