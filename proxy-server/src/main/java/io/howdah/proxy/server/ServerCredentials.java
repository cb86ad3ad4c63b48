package io.howdah.proxy.server;

import io.howdah.protocol.auth.Credentials;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whom to log in as, and what with. A value handed down by whoever opens the connection, so that login needs nothing from the
 * credential store.
 *
 * @param user the role
 * @param configured a plain password, {@code md5...} or a SCRAM verifier; empty where there is none
 * @param lookedUp what auth_query has found instead, when the user last logged in; empty until then
 * @param scramKeys the keys of a SCRAM secret recovered when its owner logged in here (PgBouncer's SCRAM pass-through); empty until then
 */
public record ServerCredentials(
        String user, Optional<String> configured, Supplier<Optional<String>> lookedUp, Supplier<Optional<Credentials.Keys>> scramKeys) {

    /** The secret as it stands. */
    public Optional<String> secret() {
        return configured.or(lookedUp);
    }


    /** Whether the secret is an md5 hash, good for md5 only. */
    public boolean isMd5() {
        return secret().filter(secret -> secret.startsWith("md5") && secret.length() == 35).isPresent();
    }

    /** Whether the secret is a SCRAM verifier: no password can be had from it. */
    boolean isScramVerifier() {
        return secret().filter(secret -> secret.startsWith("SCRAM-SHA-256$")).isPresent();
    }

    /** The plain password, if that is what the secret is. */
    public Optional<String> password() {
        return isMd5() || isScramVerifier() ? Optional.empty() : secret();
    }

    @Override
    public String toString() {
        return "ServerCredentials[" + user + (secret().isPresent() ? " secret=***" : "") + "]";
    }
}
