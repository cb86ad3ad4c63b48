package io.howdah.proxy.server;

import io.howdah.protocol.auth.Credentials;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whom to log in as, and what with. A value handed down by whoever opens the connection, so that login needs nothing from the
 * credential store.
 *
 * @param user the role
 * @param secret a plain password, or {@code md5...}; empty where there is none
 * @param scramKeys the keys of a SCRAM secret recovered when its owner logged in here (PgBouncer's SCRAM pass-through); empty until then
 */
public record ServerCredentials(String user, Optional<String> secret, Supplier<Optional<Credentials.Keys>> scramKeys) {

    /** Whether the secret is an md5 hash, good for md5 only. */
    boolean isMd5() {
        return secret.isPresent() && secret.get().startsWith("md5") && secret.get().length() == 35;
    }

    /** Whether the secret is a SCRAM verifier: no password can be had from it. */
    boolean isScramVerifier() {
        return secret.isPresent() && secret.get().startsWith("SCRAM-SHA-256$");
    }

    /** The plain password, if that is what the secret is. */
    Optional<String> password() {
        return isMd5() || isScramVerifier() ? Optional.empty() : secret;
    }

    @Override
    public String toString() {
        return "ServerCredentials[" + user + (secret.isPresent() ? " secret=***" : "") + "]";
    }
}
