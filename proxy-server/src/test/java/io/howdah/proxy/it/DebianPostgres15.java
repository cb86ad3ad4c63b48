package io.howdah.proxy.it;

import io.howdah.proxy.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Debian's PostgreSQL 15. PostgreSQL refuses to run as root, so root runs it as Debian's account. */
final class DebianPostgres15 {

    private static final Path BINARIES = Path.of("/usr/lib/postgresql/15/bin");
    private static final String ACCOUNT = "postgres";

    private DebianPostgres15() {
    }

    /** Why this machine cannot run PostgreSQL 15; empty if it can. */
    static Optional<String> whyNot() {
        if (!Files.isExecutable(BINARIES.resolve("postgres"))) {
            return Optional.of("PostgreSQL 15 is not installed in " + BINARIES);
        }
        if (isRoot() && (Program.find("runuser").isEmpty() || Program.run("id", ACCOUNT).status() != 0)) {
            return Optional.of("root cannot run PostgreSQL 15 without runuser and the account " + ACCOUNT);
        }
        return Optional.empty();
    }

    static TestPostgres start() {
        try {
            Path folder = Files.createTempDirectory("howdah-postgres15-");
            if (isRoot()) {
                Program.run("chown", ACCOUNT, folder.toString()).orFail();
            }
            Path data = folder.resolve("data");
            command("initdb", "-D", data, "-U", TestPostgres.SUPERUSER, "-A", "trust", "-E", "UTF8", "-N").orFail();
            Files.writeString(data.resolve("pg_hba.conf"), TestPostgres.HBA);
            int port = FreePort.choose();
            command("pg_ctl", "start", "-w", "-D", data, "-l", folder.resolve("log"), "-o",
                    "-p " + port + " -F -k '' -c listen_addresses=127.0.0.1 -c max_connections=300 -c timezone=UTC"
                            + " -c max_prepared_transactions=5 -c wal_level=logical")
                    .orFail();
            return new TestPostgres(port, () -> stop(folder, data)).prepared();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void stop(Path folder, Path data) {
        command("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data);
        Program.run("rm", "-rf", folder.toString());
    }

    private static Program.Result command(String name, Object... arguments) {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            words.addAll(List.of("runuser", "-u", ACCOUNT, "--"));
        }
        words.add(BINARIES.resolve(name).toString());
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        return Program.run(words.toArray(String[]::new));
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
