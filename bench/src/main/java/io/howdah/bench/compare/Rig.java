package io.howdah.bench.compare;

import io.howdah.bench.compare.Contender.Kind;
import io.howdah.bench.postgres.EmbeddedServer;
import io.howdah.bench.postgres.Folders;
import io.howdah.bench.postgres.ServerCount;
import io.howdah.bench.process.FreePort;
import io.howdah.bench.process.Parts;
import io.howdah.bench.process.PoolerProcess;
import io.howdah.bench.process.Programs;
import io.howdah.bench.report.Libraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A PostgreSQL from its jar, and all contenders before it. {@link #close} ends all of their processes. */
final class Rig implements AutoCloseable {

    static final String DATABASE = "postgres";

    /** With more direct connections, PostgreSQL's own processes would decide the result. */
    private static final int MOST_DIRECT = 1000;

    /** A client of HikariCP is a thread. */
    private static final int MOST_THREADS = 2000;

    private static final int SPARE_CONNECTIONS = 30;

    /**
     * The plan of a rig.
     *
     * @param clients the highest number of clients
     * @param eventLoops event loops of Howdah
     */
    record Settings(List<Kind> kinds, int poolSize, int clients, int eventLoops) {
    }

    private final Settings settings;
    private final Path folder;
    private final EmbeddedServer postgres;
    private final List<Contender> contenders = new ArrayList<>();
    private final Parts parts = new Parts();

    private Rig(Settings settings) throws IOException {
        this.settings = settings;
        // PgBouncer changes to another account, which must be able to read the files.
        folder = Files.createTempDirectory("howdah-compare-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        parts.add(() -> Folders.delete(folder));
        try {
            int direct = settings.kinds.contains(Kind.DIRECT) ? Math.min(MOST_DIRECT, settings.clients) : 0;
            int connections = SPARE_CONNECTIONS + settings.kinds.size() * settings.poolSize + direct;
            postgres = parts.add(EmbeddedServer.start(folder, false, Map.of("max_connections", Integer.toString(connections))));
        } catch (IOException | RuntimeException e) {
            parts.closeAfter(e);
            throw e;
        }
    }

    /** @throws IOException if a process does not start; no process stays behind then */
    static Rig start(Settings settings) throws IOException, SQLException {
        Rig rig = new Rig(settings);
        try {
            rig.execute("DO $$ BEGIN "
                    + settings.kinds.stream().map(kind -> "CREATE ROLE " + kind + " LOGIN; ").reduce("", String::concat)
                    + "END $$");
            for (Kind kind : settings.kinds) {
                rig.contenders.add(rig.parts.add(rig.start(kind)));
            }
            return rig;
        } catch (IOException | SQLException | RuntimeException e) {
            rig.parts.closeAfter(e);
            throw e;
        }
    }

    List<Contender> contenders() {
        return contenders;
    }

    /** The folder for files that {@link #close} deletes. All accounts may read it. */
    Path folder() {
        return folder;
    }

    int postgresPort() {
        return postgres.port();
    }

    /** Lets every role use the existing tables. */
    void grantTables() throws SQLException {
        execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC");
    }

    String postgresVersion() throws SQLException {
        try (Connection connection = postgres.connect(DATABASE)) {
            return connection.getMetaData().getDatabaseProductVersion();
        }
    }

    /** Counts PostgreSQL's connections of one contender from now on. */
    Laps.ServerWatch watch(Contender contender) throws SQLException {
        ServerCount count = ServerCount.watch(postgres.connect(DATABASE), contender.role());
        return new Laps.ServerWatch() {
            @Override
            public int most() {
                return count.most();
            }

            @Override
            public void close() throws SQLException {
                count.close();
            }
        };
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = postgres.connect(DATABASE); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Starts another contender of this kind. The caller closes it. */
    Contender start(Kind kind) throws IOException {
        return switch (kind) {
            case DIRECT ->
                new Contender(kind, postgres.port(), Optional.empty(), "PostgreSQL without a pooler", true, MOST_DIRECT);
            case HIKARI -> new Contender(kind, postgres.port(), Optional.empty(),
                    "HikariCP " + Libraries.version("hikaricp"), true, MOST_THREADS);
            case HOWDAH -> {
                int port = FreePort.choose();
                PoolerProcess process = PoolerProcess.howdah(ini(kind, port, true), port,
                        Map.of("HOWDAH_EVENT_LOOPS", Integer.toString(settings.eventLoops)),
                        Files.createTempDirectory(folder, "howdah-"));
                yield new Contender(kind, port, Optional.of(process), "Howdah " + Versions.howdah(), true, Integer.MAX_VALUE);
            }
            case PGBOUNCER -> {
                String version = Versions.pgbouncer();
                boolean named = Versions.preparesStatements(version);
                int port = FreePort.choose();
                Path own = Files.createTempDirectory(folder, "pgbouncer-");
                Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));
                PoolerProcess process = PoolerProcess.pgbouncer(ini(kind, port, named), port, own);
                yield new Contender(kind, port, Optional.of(process), version, named, Integer.MAX_VALUE);
            }
        };
    }

    /** The ini file of both poolers. Only for a PgBouncer without named statements it leaves out max_prepared_statements. */
    private String ini(Kind kind, int port, boolean named) throws IOException {
        Path users = Files.writeString(folder.resolve("userlist-" + kind + ".txt"), "\"" + kind + "\" \"\"\n");
        return """
                [databases]
                %s = host=127.0.0.1 port=%d

                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                listen_backlog = 1024
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                pool_mode = transaction
                default_pool_size = %d
                max_client_conn = %d
                %signore_startup_parameters = extra_float_digits
                log_connections = 0
                log_disconnections = 0
                """.formatted(DATABASE, postgres.port(), port, users, settings.poolSize, settings.clients + SPARE_CONNECTIONS,
                named ? "max_prepared_statements = 200\n" : "");
    }

    /** The message if a program that the contenders need is not installed. */
    static Optional<String> missing(List<Kind> kinds) {
        boolean without = kinds.contains(Kind.PGBOUNCER) && Programs.find("pgbouncer").isEmpty();
        return without ? Optional.of("pgbouncer is not installed") : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        parts.close();
    }
}
