package io.howdah.bench.load.command;

import io.howdah.bench.load.login.Rows;
import io.howdah.bench.load.login.Target;
import io.howdah.protocol.backend.DataRow;
import java.util.Optional;

/**
 * How long transactions waited for a server, from a pooler's SHOW STATS.
 *
 * @param waitMicros total wait of all transactions so far
 * @param transactions number of transactions so far
 */
record QueueWait(long waitMicros, long transactions) {

    /** Asks the target's console. */
    static Optional<QueueWait> ask(Target target) throws InterruptedException {
        return PoolerConsole.ask(target, "SHOW STATS", stats -> of(stats, target.database()));
    }

    /** Adds up a database's rows of SHOW STATS. */
    static Optional<QueueWait> of(Rows stats, String database) {
        int name = stats.columns().indexOf("database");
        int wait = stats.columns().indexOf("total_wait_time");
        int count = stats.columns().indexOf("total_xact_count");
        if (name < 0 || wait < 0 || count < 0) {
            return Optional.empty();
        }
        long micros = 0;
        long transactions = 0;
        for (DataRow row : stats.rows()) {
            if (database.equals(row.text(name))) {
                micros += Long.parseLong(row.text(wait));
                transactions += Long.parseLong(row.text(count));
            }
        }
        return Optional.of(new QueueWait(micros, transactions));
    }

    /** Mean wait of the transactions since the earlier reading, in microseconds. */
    double meanSince(QueueWait earlier) {
        return (waitMicros - earlier.waitMicros) / (double) Math.max(1, transactions - earlier.transactions);
    }
}
