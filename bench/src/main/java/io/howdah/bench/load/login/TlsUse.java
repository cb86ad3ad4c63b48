package io.howdah.bench.load.login;

/** Whether a client asks for TLS, and whom it believes. */
public enum TlsUse {
    /** No SSLRequest is sent. */
    OFF,
    /** TLS, and the certificate has to be one the JDK trusts, issued to the host. */
    VERIFIED,
    /** TLS with whoever answers: encrypts, proves nothing. For a certificate made for the measurement. */
    TRUST_ALL
}
