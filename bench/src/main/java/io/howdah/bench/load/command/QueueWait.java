package io.howdah.bench.load.command;

import io.howdah.bench.load.login.Rows;
import io.howdah.bench.load.login.Session;
import io.howdah.bench.load.login.Target;
import io.howdah.protocol.backend.DataRow;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * How long transactions waited for a server, as a pooler's console tells in SHOW STATS.
 *
 * @param waitMicros of all transactions so far together
 * @param transactions so far
 */
record QueueWait(long waitMicros, long transactions) {

    private static final String CONSOLE = "pgbouncer";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Asks the console on the target's own port; nothing where there is none, or it does not let this user look. */
    static Optional<QueueWait> ask(Target target) throws InterruptedException {
        Target console = new Target(target.host(), target.port(), CONSOLE, target.user(), target.password(), target.tls());
        try (Session session = Session.open(console, PATIENCE)) {
            return of(session.query("SHOW STATS"), target.database());
        } catch (IOException | NumberFormatException noConsole) {
            return Optional.empty();
        }
    }

    /** Adds up what SHOW STATS tells of a database. */
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

    /** Mean wait of the transactions since then, in microseconds. */
    double meanSince(QueueWait earlier) {
        return (waitMicros - earlier.waitMicros) / (double) Math.max(1, transactions - earlier.transactions);
    }
}
