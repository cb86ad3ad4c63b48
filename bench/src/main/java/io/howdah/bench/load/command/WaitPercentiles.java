package io.howdah.bench.load.command;

import io.howdah.bench.load.login.Rows;
import io.howdah.bench.load.login.Target;
import io.howdah.protocol.backend.DataRow;
import java.util.List;
import java.util.Optional;

/**
 * Percentiles of clients' wait for a server, from Howdah's SHOW POOLS_EXTENDED. PgBouncer has no such command.
 *
 * @param p50 in microseconds, like the other percentiles
 * @param seconds length of the time before the command to which the percentiles belong
 */
record WaitPercentiles(long p50, long p95, long p99, long seconds) {

    private static final List<String> COLUMNS = List.of("wait_p50", "wait_p95", "wait_p99", "seconds");

    /** Asks the target's console. */
    static Optional<WaitPercentiles> ask(Target target) throws InterruptedException {
        return PoolerConsole.ask(target, "SHOW POOLS_EXTENDED", pools -> of(pools, target.database(), target.user()));
    }

    /** The values in the row of this pool. */
    static Optional<WaitPercentiles> of(Rows pools, String database, String user) {
        int name = pools.columns().indexOf("database");
        int role = pools.columns().indexOf("user");
        List<Integer> figures = COLUMNS.stream().map(pools.columns()::indexOf).toList();
        if (name < 0 || role < 0 || figures.contains(-1)) {
            return Optional.empty();
        }
        for (DataRow row : pools.rows()) {
            if (database.equals(row.text(name)) && user.equals(row.text(role))) {
                List<Long> values = figures.stream().map(row::text).map(Long::valueOf).toList();
                return Optional.of(new WaitPercentiles(values.get(0), values.get(1), values.get(2), values.get(3)));
            }
        }
        return Optional.empty();
    }
}
