package io.howdah.bench.shows;

import io.howdah.bench.load.login.Session;
import io.howdah.bench.load.login.Target;
import io.howdah.bench.postgres.EmbeddedServer;
import io.howdah.bench.postgres.Folders;
import io.howdah.bench.process.FreePort;
import io.howdah.bench.process.Parts;
import io.howdah.bench.process.PoolerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A PgBouncer and a Howdah before one PostgreSQL, and a session on the console of each. The two poolers read the same ini file,
 * except for the ports.
 */
final class Pair implements AutoCloseable {

    static final String DATABASE = "bench";
    static final String USER = "app";

    private static final int SPARE_CONNECTIONS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path folder;
    private final Parts parts;
    private final PoolerProcess pgbouncer;
    private final PoolerProcess howdah;
    private final Session pgbouncerConsole;
    private final Session howdahConsole;

    /** Starts everything. What has been started is in {@code parts}, even if something does not start. */
    private Pair(Path folder, Parts parts, int poolSize, int clients) throws IOException, SQLException, InterruptedException {
        this.folder = folder;
        this.parts = parts;
        parts.add(() -> Folders.delete(folder));
        EmbeddedServer postgres = parts.add(EmbeddedServer.start(folder, false,
                Map.of("max_connections", Integer.toString(2 * poolSize + SPARE_CONNECTIONS))));
        try (Connection connection = postgres.connect("postgres"); Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + USER + " LOGIN");
        }
        Path users = Files.writeString(folder.resolve("userlist.txt"), "\"" + USER + "\" \"\"\n");
        int port = FreePort.choose();
        pgbouncer = parts.add(PoolerProcess.pgbouncer(ini(postgres.port(), port, users, poolSize, clients), port,
                readable(Files.createTempDirectory(folder, "pgbouncer-"))));
        port = FreePort.choose();
        howdah = parts.add(PoolerProcess.howdah(ini(postgres.port(), port, users, poolSize, clients), port, Map.of(),
                Files.createTempDirectory(folder, "howdah-")));
        pgbouncerConsole = parts.add(console(pgbouncer));
        howdahConsole = parts.add(console(howdah));
    }

    /** @throws IOException if a process does not start; no process stays behind then */
    static Pair start(int poolSize, int clients) throws IOException, SQLException, InterruptedException {
        // PgBouncer changes to another account, which must be able to read the files.
        Path folder = readable(Files.createTempDirectory("howdah-shows-"));
        Parts parts = new Parts();
        try {
            return new Pair(folder, parts, poolSize, clients);
        } catch (IOException | SQLException | InterruptedException | RuntimeException e) {
            parts.closeAfter(e);
            throw e;
        }
    }

    /** Sends what psql sends: drivers send SET after the login, which an older PgBouncer's console refuses. */
    private static Session console(PoolerProcess pooler) throws IOException, InterruptedException {
        return Session.open(Target.local(pooler.port(), "pgbouncer", USER), PATIENCE);
    }

    private static Path readable(Path path) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String ini(int serverPort, int port, Path users, int poolSize, int clients) {
        return """
                [databases]
                %s = host=127.0.0.1 port=%d dbname=postgres

                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                admin_users = %s
                pool_mode = transaction
                default_pool_size = %d
                max_client_conn = %d
                ignore_startup_parameters = extra_float_digits
                stats_period = 1
                log_stats = 0
                """.formatted(DATABASE, serverPort, port, users, USER, poolSize, clients + SPARE_CONNECTIONS);
    }

    /** The folder for files that {@link #close} deletes. */
    Path folder() {
        return folder;
    }

    /** PgBouncer's port and Howdah's port. */
    List<Integer> ports() {
        return List.of(pgbouncer.port(), howdah.port());
    }

    /**
     * Both answers to one SHOW, asked for right after each other.
     *
     * @param pgbouncer empty if PgBouncer has no such SHOW; {@code howdah} likewise
     */
    record Both(Optional<Table> pgbouncer, Optional<Table> howdah) {

        /** PgBouncer's answer to a SHOW that PgBouncer has. */
        Table theirs() {
            return pgbouncer.orElseThrow();
        }

        /** Howdah's answer to a SHOW that Howdah has. */
        Table ours() {
            return howdah.orElseThrow();
        }
    }

    /** The row of the pool under load; empty before the pool's first client. */
    static Optional<Map<String, String>> pool(Table pools) {
        return pools.row("user", USER).filter(row -> DATABASE.equals(row.get("database")));
    }

    /** The number of a pool's active and waiting clients. */
    static long clients(Map<String, String> pool) {
        return Long.parseLong(pool.get("cl_active")) + Long.parseLong(pool.get("cl_waiting"));
    }

    /** Whether a total of SHOW STATS is of times or bytes, which depend on the machine. The other totals are counts. */
    static boolean isMeasured(String column) {
        return column.startsWith("total_")
                && (column.endsWith("_time") || column.endsWith("_received") || column.endsWith("_sent"));
    }

    /** A total of SHOW STATS; 0 before the database's first client, when SHOW STATS has no row for the database. */
    static long total(Table stats, String column) {
        return stats.row("database", DATABASE).map(row -> Long.parseLong(row.get(column))).orElse(0L);
    }

    Both show(String name) throws IOException, InterruptedException {
        return new Both(show(pgbouncerConsole, name), show(howdahConsole, name));
    }

    private static Optional<Table> show(Session console, String name) throws IOException, InterruptedException {
        try {
            return Optional.of(Table.of(console.query("SHOW " + name)));
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains(" invalid command")) {
                return Optional.empty();
            }
            throw new IOException("SHOW " + name + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        parts.close();
    }
}
