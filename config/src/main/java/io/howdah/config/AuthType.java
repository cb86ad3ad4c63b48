package io.howdah.config;

/** How clients prove who they are. */
public enum AuthType {
    /** No proof, and the user name is ignored: every database must force its user. */
    ANY("any"),
    /** No proof, but the user must be known. */
    TRUST("trust"),
    /** The password in clear text. */
    PLAIN("plain"),
    /** MD5; SCRAM if the stored secret is a SCRAM secret. */
    MD5("md5"),
    /** SCRAM-SHA-256, from a stored SCRAM secret or a plain password. */
    SCRAM_SHA_256("scram-sha-256"),
    /** A TLS client certificate. */
    CERT("cert"),
    /** The rules of an HBA file choose the method for each connection. */
    HBA("hba"),
    /** An LDAP server decides. */
    LDAP("ldap"),
    /** A bearer token. */
    OAUTH("oauth"),
    /** The PAM library decides. */
    PAM("pam"),
    /** The account at the other end of a unix socket; only in an HBA file. */
    PEER("peer"),
    /** Nobody may log in; only in an HBA file. */
    REJECT("reject");

    private final String spelling;

    AuthType(String spelling) {
        this.spelling = spelling;
    }

    /** The word used in the file and in SHOW. */
    public String spelling() {
        return spelling;
    }
}
