package io.howdah.proxy.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Java's TLS for the pooler's own questions to issuers of tokens and to LDAP servers. */
public final class OutwardTrust {

    private OutwardTrust() {}

    /**
     * Trusts what the authorities of a PEM file have signed, or what Java trusts. The name of the host is for the caller to check.
     *
     * @throws UncheckedIOException with words for an operator, if the file cannot be used
     */
    public static SSLContext context(Optional<Path> authorities) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, authorities.isEmpty() ? null : new TrustManager[] {trust(authorities.get())}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TrustManager trust(Path file) {
        try {
            return TrustedAuthorities
                    .java(PemCertificates.read(new String(TlsMaterial.bytes(file), StandardCharsets.ISO_8859_1)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new UncheckedIOException(new IOException(file + ": " + e.getMessage()));
        }
    }
}
