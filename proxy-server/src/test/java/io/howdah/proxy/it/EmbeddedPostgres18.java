package io.howdah.proxy.it;

import io.howdah.proxy.testing.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** PostgreSQL 18, with binaries from a jar. */
final class EmbeddedPostgres18 {

    private EmbeddedPostgres18() {
    }

    static TestPostgres start() {
        return start(TestPostgres.HBA, directory -> {}, Map.of("max_prepared_transactions", "5", "wal_level", "logical"));
    }

    /** @param files gets the data directory before the start */
    static TestPostgres start(String hba, Consumer<Path> files, Map<String, String> settings) {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setPort(FreePort.choose())
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Duration.ofMinutes(2))
                    .setDataDirectoryCustomizer(data -> {
                        writeHba(data.toPath(), hba);
                        files.accept(data.toPath());
                    })
                    .setOutputRedirector(Redirect.DISCARD)
                    .setErrorRedirector(Redirect.DISCARD)
                    .setServerConfig("unix_socket_directories", "");
            settings.forEach(builder::setServerConfig);
            EmbeddedPostgres postgres = builder.start();
            return new TestPostgres(postgres.getPort(), () -> close(postgres)).prepared();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void writeHba(Path directory, String hba) {
        try {
            Files.writeString(directory.resolve("pg_hba.conf"), hba);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(EmbeddedPostgres postgres) {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
