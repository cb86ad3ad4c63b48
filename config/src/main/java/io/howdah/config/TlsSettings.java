package io.howdah.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * TLS towards clients, or towards the servers of one database.
 *
 * @param direct whether TLS begins with the connection's first byte, without an SSLRequest ({@code sslnegotiation=direct});
 *     clients may always do either
 * @param authorities the file with the authorities that sign the other side's certificates; absent means those that Java knows
 * @param own the pooler's own certificates. A client gets the first one with the name that the client asks for, otherwise the
 *     first; servers get the first.
 * @param protocols Java's names, {@code TLSv1.3} for example; at least one
 * @param ciphers for TLS up to 1.2; empty for the library's choice
 * @param tls13Ciphers empty for the library's choice
 * @param groups groups of the key exchange; empty for the library's choice
 */
public record TlsSettings(
        TlsMode mode,
        boolean direct,
        Optional<Path> authorities,
        List<Certificate> own,
        List<String> protocols,
        List<String> ciphers,
        List<String> tls13Ciphers,
        List<String> groups) {

    /**
     * A certificate of the pooler's own.
     *
     * @param chain the PEM file with the certificate, followed by its intermediate authorities
     * @param key the PEM file with its private key
     */
    public record Certificate(Path chain, Path key) {}

    public TlsSettings {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(authorities, "authorities");
        own = List.copyOf(own);
        protocols = List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
        tls13Ciphers = List.copyOf(tls13Ciphers);
        groups = List.copyOf(groups);
    }

    /** Whether there is TLS at all. */
    public boolean isOn() {
        return mode != TlsMode.DISABLE;
    }

    /** A copy with another mode. */
    public TlsSettings with(TlsMode other) {
        return new TlsSettings(other, direct, authorities, own, protocols, ciphers, tls13Ciphers, groups);
    }
}
