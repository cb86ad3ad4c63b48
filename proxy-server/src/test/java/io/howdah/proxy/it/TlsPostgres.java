package io.howdah.proxy.it;

import io.howdah.proxy.testing.Certificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** PostgreSQL 18 with TLS. */
final class TlsPostgres {

    /** Lines of pg_hba.conf before those of all tests. */
    private static final String HBA = """
            hostssl all app_tls all trust
            hostnossl all app_clear all trust
            hostssl all app_cert all cert
            host all app_tls,app_clear,app_cert all reject
            """;

    private TlsPostgres() {
    }

    /** @param authorities for clients' certificates */
    static TestPostgres start(Certificates.Pem certificate, Path authorities) {
        return EmbeddedPostgres18.start(HBA + TestPostgres.HBA, directory -> {
            try {
                Files.copy(certificate.chain(), directory.resolve("server.crt"));
                Files.copy(authorities, directory.resolve("root.crt"));
                Files.copy(certificate.key(), directory.resolve("server.key"));
                Files.setPosixFilePermissions(directory.resolve("server.key"), PosixFilePermissions.fromString("rw-------"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, Map.of("ssl", "on", "ssl_ca_file", "root.crt"));
    }
}
