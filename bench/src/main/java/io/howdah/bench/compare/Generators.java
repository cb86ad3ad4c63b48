package io.howdah.bench.compare;

import io.howdah.bench.load.LoadTable;
import io.howdah.bench.load.login.Target;
import io.howdah.bench.load.workload.Workload;
import io.howdah.bench.postgres.EmbeddedServer;
import io.howdah.bench.process.Programs;
import java.io.IOException;
import java.sql.SQLException;

/** The generators from which the command line chooses. */
enum Generators {
    /** PostgreSQL's {@code pgbench}. */
    PGBENCH,
    /** The generator of {@code bench load}. */
    HOWDAH;

    private static final String PGBENCH_TABLE = "pgbench_accounts";

    /** pgbench if it is installed, otherwise the generator of {@code bench load}. */
    static Generators installed() {
        return Programs.find("pgbench").isPresent() ? PGBENCH : HOWDAH;
    }

    /** Whether the generator's program is installed. */
    boolean isInstalled() {
        return this == HOWDAH || Programs.find("pgbench").isPresent();
    }

    String version() throws IOException {
        return this == PGBENCH ? Versions.pgbench() : "howdah bench load";
    }

    /** The part of a run whose processor time counts, in words. */
    String span() {
        return this == PGBENCH ? "from pgbench’s start to its end, logins among it" : "from when all clients are there";
    }

    private String table() {
        return this == PGBENCH ? PGBENCH_TABLE : Workload.TABLE;
    }

    /** A query for one row of the generator's table, by its key. */
    String query() {
        return "SELECT abalance FROM " + table() + " WHERE aid = 4711";
    }

    /** Makes the generator's tables and lets every role use them. */
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

    /** The generator of HikariCP's clients, on this generator's table. */
    Generator hikari(int poolSize) {
        return new HikariGenerator(poolSize, table());
    }
}
