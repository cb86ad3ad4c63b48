package io.howdah.config;

/** The header of HAProxy's PROXY protocol that the pooler sends to servers. */
public enum ProxyProtocol {
    /** None. */
    OFF("off"),
    /** A line of text. */
    V1("v1"),
    /** The binary header. */
    V2("v2");

    private final String spelling;

    ProxyProtocol(String spelling) {
        this.spelling = spelling;
    }

    /** The word used in the file and in SHOW. */
    public String spelling() {
        return spelling;
    }
}
