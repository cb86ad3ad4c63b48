package io.howdah.proxy.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;

/** An authority and the certificates that it signs, as PEM files in a directory. */
public final class Certificates {

    private final Path directory;
    private final X509Bundle authority;
    private final Path authorityFile;

    /** A certificate and its key. */
    public record Pem(Path chain, Path key, X509Bundle bundle) {}

    /** @param name of the authority, and of its file */
    public Certificates(Path directory, String name) {
        this.directory = directory;
        try {
            authority = builder("CN=" + name).setIsCertificateAuthority(true).buildSelfSigned();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        authorityFile = written(name + ".pem", authority.getCertificatePEM());
    }

    private static CertificateBuilder builder(String subject) {
        Instant now = Instant.now();
        return new CertificateBuilder().ecp256().subject(subject).notBefore(now.minus(1, ChronoUnit.DAYS))
                .notAfter(now.plus(10, ChronoUnit.DAYS));
    }

    /** The authority's own certificate. */
    public Path authority() {
        return authorityFile;
    }

    /** A certificate with this common name and these names of hosts. */
    public Pem issue(String commonName, String... hosts) {
        return issue(commonName, builder -> {
            for (String host : hosts) {
                builder.addSanDnsName(host);
            }
            return builder;
        });
    }

    /** A certificate with this common name and what the builder adds. */
    public Pem issue(String commonName, UnaryOperator<CertificateBuilder> more) {
        try {
            X509Bundle bundle = more.apply(builder("CN=" + commonName)).buildIssuedBy(authority);
            String file = commonName.replace('*', '_');
            return new Pem(written(file + ".crt", bundle.getCertificatePathPEM()),
                    written(file + ".key", bundle.getPrivateKeyPEM()),
                    bundle);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Path written(String name, String text) {
        try {
            Path file = Files.writeString(directory.resolve(name), text);
            file.toFile().setReadable(false, false);
            file.toFile().setReadable(true, true);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
