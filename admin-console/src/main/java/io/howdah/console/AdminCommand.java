package io.howdah.console;

import io.howdah.console.show.ShowTable;
import io.howdah.console.view.CacheScope;
import io.howdah.console.view.PoolerControl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One command of the console. */
public sealed interface AdminCommand {

    /** SHOW of a table, or SELECT of the table's name. */
    record Show(ShowTable<?> table) implements AdminCommand {}

    /** SHOW HELP. */
    record Help() implements AdminCommand {}

    /** SHOW of a PostgreSQL parameter that drivers ask for. */
    record ShowParameter(SessionParameter parameter) implements AdminCommand {}

    /** SELECT by which a driver tests the connection. */
    record Probe(List<ProbeColumn> columns) implements AdminCommand {}

    /** SET of a PostgreSQL parameter. Only application_name has an effect. */
    record SetParameter(String name, String value) implements AdminCommand {}

    /** BEGIN, COMMIT and the like, without effect: drivers send them around every query. */
    record Transaction(String tag, boolean open) implements AdminCommand {}

    /** DISCARD ALL, RESET, DEALLOCATE, without effect: drivers' pools send them between two uses of a connection. */
    record Forget(String tag) implements AdminCommand {}

    /** SET of one of the pooler's settings. */
    record Set(String key, String value) implements AdminCommand {}

    /** RELOAD. */
    record Reload() implements AdminCommand {}

    /** PAUSE. @param limit zero for no limit */
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

    /** CACHE EXPLAIN. */
    record CacheExplain(String statement, Optional<String> database, Optional<String> user) implements AdminCommand {}

    /** CACHE FLUSH. */
    record CacheFlush(CacheScope scope) implements AdminCommand {}

    /** CACHE BYPASS. */
    record CacheBypass(boolean on) implements AdminCommand {}

    /** PAUSE CACHE. */
    record PauseCache() implements AdminCommand {}

    /** RESUME CACHE. */
    record ResumeCache() implements AdminCommand {}

    /** WAIT_CLOSE. */
    record WaitClose(Optional<String> database) implements AdminCommand {}
}
