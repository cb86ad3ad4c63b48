package io.howdah.config.hba;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The methods of pg_hba.conf, and PgBouncer's word {@code plain}. */
public enum HbaMethod {
    TRUST("trust"), REJECT("reject"), PASSWORD("password"), PLAIN("plain"), MD5("md5"), SCRAM_SHA_256("scram-sha-256"),
    /** The account at the other end of a unix socket. */
    PEER("peer", "map"),
    /** A client certificate. */
    CERT("cert", "map"),
    /** An LDAP server decides. */
    LDAP("ldap", "ldapserver", "ldapport", "ldaptls", "ldapscheme", "ldapprefix", "ldapsuffix", "ldapbasedn", "ldapbinddn",
            "ldapbindpasswd", "ldapsearchattribute", "ldapsearchfilter", "ldapurl"),
    /** A bearer token. */
    OAUTH("oauth", "issuer", "scope", "map", "delegate_ident_mapping", "validator");

    private final String word;
    private final Set<String> options;

    HbaMethod(String word, String... options) {
        this.word = word;
        this.options = Set.of(options);
    }

    static Optional<HbaMethod> of(String word) {
        return Arrays.stream(values()).filter(method -> method.word.equals(word)).findFirst();
    }

    /** The word in the file. */
    public String word() {
        return word;
    }

    /** Whether this option says something about the method itself. */
    boolean takes(String option) {
        return options.contains(option);
    }
}
