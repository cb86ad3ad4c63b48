package io.howdah.bench.load.login;

/** Whether a client asks for TLS, and which certificates it accepts. */
public enum TlsUse {
    /** The client sends no SSLRequest. */
    OFF,
    /** TLS; the JDK must trust the certificate, and the certificate must name the host. */
    VERIFIED,
    /** TLS with any certificate: encrypts, but does not authenticate the server. For a certificate made for the measurement. */
    TRUST_ALL
}
