package io.howdah.bench.postgres;

import io.howdah.bench.process.FreePort;
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
 * A PostgreSQL server that this JVM starts, and that listens on a free port of 127.0.0.1 only.
 *
 * <p>The caller may keep the cluster, so that a second start on the same folder skips initdb. The server never outlives this JVM,
 * however the JVM ends: see {@link OrphanGuard}.
 */
public final class EmbeddedServer implements AutoCloseable {

    /** The role that initdb makes. */
    public static final String SUPERUSER = "postgres";

    /** Shuts an orphaned server down (fast shutdown), if the process is still the postmaster of this data folder. */
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
     * Starts a server on {@code folder/data}, and makes the cluster if there is none. No other process may use the folder.
     *
     * @param folder gets the binaries, the cluster and the log
     * @param keep whether the cluster stays when the server is closed
     * @param settings settings as in postgresql.conf
     */
    public static EmbeddedServer start(Path folder, boolean keep, Map<String, String> settings) throws IOException {
        Path data = folder.resolve("data");
        Postmaster.stopLeftover(data);
        discardHalfMade(data);
        Redirect log = Redirect.appendTo(Files.createDirectories(folder).resolve("postgres.log").toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPort(FreePort.choose())
                .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
                .setDataDirectory(data)
                .setCleanDataDirectory(!keep)
                // The caller's hook stops the pooler before the server. Two hooks would run at the same time.
                .setRegisterShutdownHook(false)
                // The default is ten seconds, and a busy machine may need longer.
                .setPGStartupWait(Duration.ofMinutes(2))
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                // A socket file in /tmp might be left behind.
                .setServerConfig("unix_socket_directories", "")
                // The data is made up, so nobody misses it after a crash.
                .setServerConfig("fsync", "off")
                .setServerConfig("synchronous_commit", "off")
                .setServerConfig("full_page_writes", "off");
        settings.forEach(builder::setServerConfig);
        EmbeddedPostgres postgres = builder.start();
        // The library's child process is pg_ctl, which has ended by now. The postmaster is no child of this JVM.
        ProcessHandle postmaster = Postmaster.running(data)
                .orElseThrow(() -> new IOException("PostgreSQL ended while it was starting: see " + folder + "/postgres.log"));
        return new EmbeddedServer(postgres, postmaster,
                OrphanGuard.watch(FAST_SHUTDOWN, Long.toString(postmaster.pid()), data.toString()));
    }

    /** An interrupted initdb leaves a folder that neither the postmaster nor initdb accepts. */
    private static void discardHalfMade(Path data) throws IOException {
        if (Files.exists(data) && !Files.exists(data.resolve("global/pg_control"))) {
            Folders.delete(data);
        }
    }

    public int port() {
        return postgres.getPort();
    }

    /** The postmaster's process number. */
    public long pid() {
        return postmaster.pid();
    }

    /** Opens a connection as the superuser. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port() + "/" + database + "?ApplicationName=howdah-bench", SUPERUSER, "");
    }

    /** Shuts the server down (fast shutdown) and waits for the postmaster's end. */
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
