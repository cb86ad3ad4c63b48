package io.howdah.proxy.it;

import io.howdah.proxy.testing.Certificates;
import io.howdah.proxy.testing.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;

/** PostgreSQL 18 with TLS. */
final class TlsPostgres {

    /** Lines of pg_hba.conf before those of all tests. */
    static final String HBA = """
            hostssl all app_tls all trust
            hostnossl all app_clear all trust
            hostssl all app_cert all cert
            host all app_tls,app_clear,app_cert all reject
            """;

    private TlsPostgres() {
    }

    /** @param authorities for clients' certificates */
    static TestPostgres start(Certificates.Pem certificate, Path authorities) throws SQLException {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setPort(FreePort.choose())
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Duration.ofMinutes(2))
                    .setDataDirectoryCustomizer(data -> {
                        try {
                            Path directory = data.toPath();
                            Files.writeString(directory.resolve("pg_hba.conf"), HBA + TestPostgres.HBA);
                            Files.copy(certificate.chain(), directory.resolve("server.crt"));
                            Files.copy(authorities, directory.resolve("root.crt"));
                            Files.copy(certificate.key(), directory.resolve("server.key"));
                            Files.setPosixFilePermissions(directory.resolve("server.key"),
                                    PosixFilePermissions.fromString("rw-------"));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .setOutputRedirector(Redirect.DISCARD)
                    .setErrorRedirector(Redirect.DISCARD)
                    .setServerConfig("unix_socket_directories", "")
                    .setServerConfig("ssl", "on")
                    .setServerConfig("ssl_ca_file", "root.crt")
                    .start();
            return new TestPostgres(postgres.getPort(), () -> close(postgres)).prepared();
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
