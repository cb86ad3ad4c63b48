package io.howdah.config;

/** How much a connection is protected by TLS: libpq's {@code sslmode} (PostgreSQL manual, "SSL Mode Descriptions"). */
public enum TlsMode {
    /** Never TLS. */
    DISABLE("disable"),
    /** From clients as {@link #PREFER}; to servers in clear, and with TLS if the server refuses that. */
    ALLOW("allow"),
    /** TLS if the other side can. */
    PREFER("prefer"),
    /** Always TLS. Nobody's certificate is verified. */
    REQUIRE("require"),
    /** Always TLS, and the other side's certificate must be signed by a known authority. */
    VERIFY_CA("verify-ca"),
    /** As {@link #VERIFY_CA}, and a server's certificate must have the name of its host. */
    VERIFY_FULL("verify-full");

    private final String spelling;

    TlsMode(String spelling) {
        this.spelling = spelling;
    }

    /** The word used in the file and in SHOW. */
    public String spelling() {
        return spelling;
    }

    /** Whether a connection without TLS is not good enough. */
    public boolean isRequired() {
        return compareTo(REQUIRE) >= 0;
    }

    /** Whether the other side's certificate must be signed by a known authority. */
    public boolean isVerifying() {
        return compareTo(VERIFY_CA) >= 0;
    }
}
