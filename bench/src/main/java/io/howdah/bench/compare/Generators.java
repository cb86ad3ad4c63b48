package io.howdah.bench.compare;

import io.howdah.bench.load.LoadTable;
import io.howdah.bench.load.login.Target;
import io.howdah.bench.load.workload.Workload;
import io.howdah.bench.postgres.EmbeddedServer;
import io.howdah.bench.process.Programs;
import java.io.IOException;
import java.sql.SQLException;

/** Which generator makes the load. */
enum Generators {
    /** PostgreSQL's own. */
    PGBENCH,
    /** The one of {@code bench load}. */
    HOWDAH;

    private static final String PGBENCH_TABLE = "pgbench_accounts";

    /** pgbench where it is installed. */
    static Generators installed() {
        return Programs.find("pgbench").isPresent() ? PGBENCH : HOWDAH;
    }

    /** Whether it is there. */
    boolean isInstalled() {
        return this == HOWDAH || Programs.find("pgbench").isPresent();
    }

    String version() throws IOException {
        return this == PGBENCH ? Versions.pgbench() : "howdah bench load";
    }

    /** From when to when a run is measured. */
    String span() {
        return this == PGBENCH ? "from pgbench’s start to its end, logins among it" : "from when all clients are there";
    }

    private String table() {
        return this == PGBENCH ? PGBENCH_TABLE : Workload.TABLE;
    }

    /** One row of its table, by its key. */
    String query() {
        return "SELECT abalance FROM " + table() + " WHERE aid = 4711";
    }

    /** Makes its tables, which everybody may use. */
    void initialise(Rig rig) throws IOException, InterruptedException, SQLException {
        if (this == PGBENCH) {
            PgbenchGenerator.initialise(rig.postgresPort(), EmbeddedServer.SUPERUSER, Rig.DATABASE);
        } else {
            new LoadTable(Target.local(rig.postgresPort(), Rig.DATABASE, EmbeddedServer.SUPERUSER)).prepare(Work.ROWS);
        }
        rig.grantTables();
    }

    Generator open(Rig rig) {
        return this == PGBENCH ? new PgbenchGenerator(rig.folder()) : new LoadGenerator();
    }

    /** HikariCP's clients, on the same table. */
    Generator hikari(int poolSize) {
        return new HikariGenerator(poolSize, table());
    }
}
