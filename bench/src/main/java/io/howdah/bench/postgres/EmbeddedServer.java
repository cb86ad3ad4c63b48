package io.howdah.bench.postgres;

import io.howdah.bench.process.OrphanGuard;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/**
 * A PostgreSQL server of our own, listening on a free port of the loopback interface only.
 *
 * <p>Its cluster may be kept: a second start on the same folder then skips initdb. It never outlives this JVM, however that
 * ends: see {@link OrphanGuard}.
 */
public final class EmbeddedServer implements AutoCloseable {

    /** The role initdb makes. */
    public static final String SUPERUSER = "postgres";

    /** Of an orphan, if the postmaster is still the one of this data folder. */
    private static final String FAST_SHUTDOWN = """
            read -r running < "$2/postmaster.pid" && [ "$running" = "$1" ] && kill -INT "$1"
            """;

    private final EmbeddedPostgres postgres;
    private final ProcessHandle postmaster;
    private final OrphanGuard guard;

    private EmbeddedServer(EmbeddedPostgres postgres, ProcessHandle postmaster, OrphanGuard guard) {
        this.postgres = postgres;
        this.postmaster = postmaster;
        this.guard = guard;
    }

    /**
     * Starts a server on {@code folder/data}, made there if it is not. Whoever calls holds the folder for itself.
     *
     * @param folder takes the binaries, the cluster and the log
     * @param keep whether the cluster stays when the server is closed
     * @param settings of postgresql.conf
     */
    public static EmbeddedServer start(Path folder, boolean keep, Map<String, String> settings) throws IOException {
        Path data = folder.resolve("data");
        Postmaster.stopLeftover(data);
        discardHalfMade(data);
        Redirect log = Redirect.appendTo(Files.createDirectories(folder).resolve("postgres.log").toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
                .setDataDirectory(data)
                .setCleanDataDirectory(!keep)
                // The caller's hook stops the pooler first; two hooks would run at the same time.
                .setRegisterShutdownHook(false)
                // Ten seconds by default, which a machine that is busy otherwise takes.
                .setPGStartupWait(Duration.ofMinutes(2))
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                // A socket file in /tmp would be one more thing to leave behind.
                .setServerConfig("unix_socket_directories", "")
                // The data is made up and can be made again.
                .setServerConfig("fsync", "off")
                .setServerConfig("synchronous_commit", "off")
                .setServerConfig("full_page_writes", "off");
        settings.forEach(builder::setServerConfig);
        EmbeddedPostgres postgres = builder.start();
        // The library's process is pg_ctl, which has ended by now; the postmaster is not our child.
        ProcessHandle postmaster = Postmaster.running(data)
                .orElseThrow(() -> new IOException("PostgreSQL ended while it was starting: see " + folder + "/postgres.log"));
        return new EmbeddedServer(postgres, postmaster,
                OrphanGuard.watch(FAST_SHUTDOWN, Long.toString(postmaster.pid()), data.toString()));
    }

    /** An initdb that was cut short leaves a folder that neither starts nor lets itself be initialised. */
    private static void discardHalfMade(Path data) throws IOException {
        if (Files.exists(data) && !Files.exists(data.resolve("global/pg_control"))) {
            Folders.delete(data);
        }
    }

    public int port() {
        return postgres.getPort();
    }

    /** The postmaster's. */
    public long pid() {
        return postmaster.pid();
    }

    /** A connection of the superuser. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port() + "/" + database + "?ApplicationName=howdah-bench", SUPERUSER, "");
    }

    /** Stops the server, whose clients are told, and waits until it has ended. */
    @Override
    public void close() throws IOException {
        try {
            postgres.close();
        } finally {
            Postmaster.awaitEnd(postmaster);
            guard.close();
        }
    }
}
