package io.howdah.bench.load;

import io.howdah.bench.load.login.Session;
import io.howdah.bench.load.login.Target;
import io.howdah.bench.load.workload.Workload;
import java.io.IOException;
import java.time.Duration;

/** The table that workloads read and change. Its columns are those of pgbench_accounts. */
public final class LoadTable {

    /** Filling the table takes longest. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int ROWS_PER_BRANCH = 100_000;

    private final Target target;

    public LoadTable(Target target) {
        this.target = target;
    }

    /**
     * Makes the table, or fills it anew if it has another number of rows.
     *
     * @return whether the table was filled
     */
    public boolean prepare(int rows) throws IOException, InterruptedException {
        try (Session session = Session.open(target, PATIENCE)) {
            session.query("CREATE TABLE IF NOT EXISTS " + Workload.TABLE
                    + " (aid integer PRIMARY KEY, bid integer, abalance integer NOT NULL, filler character(84)) WITH (fillfactor = 90)");
            if (session.query("SELECT count(*) FROM " + Workload.TABLE).number() == rows) {
                return false;
            }
            session.query("TRUNCATE " + Workload.TABLE);
            session.query("INSERT INTO " + Workload.TABLE + " SELECT n, 1 + (n - 1) / " + ROWS_PER_BRANCH
                    + ", 0, '' FROM generate_series(1, "
                    + rows + ") n");
            session.query("VACUUM ANALYZE " + Workload.TABLE);
            return true;
        }
    }

    /** The sum of all balances. Every UPDATE of a load adds 1 to the sum. */
    public long sum() throws IOException, InterruptedException {
        try (Session session = Session.open(target, PATIENCE)) {
            return session.query("SELECT sum(abalance) FROM " + Workload.TABLE).number();
        }
    }

    /** Drops the table if it exists. */
    public void drop() throws IOException, InterruptedException {
        try (Session session = Session.open(target, PATIENCE)) {
            session.query("DROP TABLE IF EXISTS " + Workload.TABLE);
        }
    }
}
