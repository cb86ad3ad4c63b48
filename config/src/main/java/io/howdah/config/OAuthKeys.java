package io.howdah.config;

import static io.howdah.config.SettingKey.global;

import java.time.Duration;
import java.util.List;

/** Settings for logins whose proof comes from elsewhere: bearer tokens, and LDAP servers. */
final class OAuthKeys {

    static final SettingKey<String> ISSUER = global("oauth_issuer", "auth.oauth_issuer", ValueTypes.text(), "",
            "For `auth_type` `oauth`: who issues the bearer tokens, as their `iss` says it. Clients find the issuer's discovery "
                    + "document below it. Not in PgBouncer.");
    static final SettingKey<String> JWKS = global("oauth_jwks", "auth.oauth_jwks", ValueTypes.text(), "",
            "The issuer's public keys, a JSON Web Key Set: a file, which a reload reads again, or an `https` URL (`http` only to this "
                    + "host), which is asked every 10 minutes and when a token names an unknown key. Not in PgBouncer.");
    static final SettingKey<List<String>> AUDIENCE = global("oauth_audience", "auth.oauth_audience", ValueTypes.list(), "",
            "Whom the tokens must be for: one of these must be in their `aud`. Not in PgBouncer.");
    static final SettingKey<String> USER_CLAIM = global("oauth_user_claim", "auth.oauth_user_claim", ValueTypes.text(), "sub",
            "The claim of a token that names the user. It must be the client's user, unless a line of the HBA file has `map=`. "
                    + "Not in PgBouncer.");
    static final SettingKey<String> SCOPE = global("oauth_scope", "auth.oauth_scope", ValueTypes.text(), "",
            "What a token must be good for, words with blanks between them, all of which must be in its `scope` or `scp`. Clients are "
                    + "told to ask for it. Not in PgBouncer.");
    static final SettingKey<Duration> CLOCK_SKEW = global("oauth_clock_skew", "auth.oauth_clock_skew", Quantities.seconds(), "30",
            "How far the issuer's clock may be from the pooler's, at most 10 minutes. Not in PgBouncer.");
    static final SettingKey<String> CA_FILE = global("oauth_ca_file", "auth.oauth_ca_file", ValueTypes.filename(), "",
            "The authorities that sign the certificate of the `oauth_jwks` URL; without it those that Java knows. Not in PgBouncer.");
    static final SettingKey<String> LDAP_CA_FILE = global("auth_ldap_ca_file", "auth.ldap_ca_file", ValueTypes.filename(), "",
            "The authorities that sign the certificates of LDAP servers; without it those that Java knows. Not in PgBouncer.");

    static final List<SettingKey<?>> ALL = List.of(ISSUER, JWKS, AUDIENCE, USER_CLAIM, SCOPE, CLOCK_SKEW, CA_FILE, LDAP_CA_FILE);

    private OAuthKeys() {
    }
}
