package io.howdah.proxy.server;

import io.howdah.protocol.auth.Credentials;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The role for the login, and its secret. The caller that opens the connection passes this value, so that the login needs no
 * credential store.
 *
 * @param user the role
 * @param configured a plain password, an {@code md5...} hash or a SCRAM verifier; empty if there is none
 * @param lookedUp the secret that auth_query found at the user's last login; empty before
 * @param scramKeys the keys of a SCRAM secret, recovered when the client logged in (PgBouncer's SCRAM pass-through); empty before
 * @param refused called when the server has refused the secret, which may be too old
 */
public record ServerCredentials(
        String user, Optional<String> configured, Supplier<Optional<String>> lookedUp,
        Supplier<Optional<Credentials.Keys>> scramKeys, Runnable refused) {

    /** The secret as of now: the configured one, else the one that auth_query found. */
    public Optional<String> secret() {
        return configured.or(lookedUp);
    }

    /** Whether the secret is an md5 hash, which serves only for md5 authentication. */
    public boolean isMd5() {
        return secret().filter(secret -> secret.startsWith("md5") && secret.length() == 35).isPresent();
    }

    /** Whether the secret is a SCRAM verifier, from which no password can be derived. */
    boolean isScramVerifier() {
        return secret().filter(secret -> secret.startsWith("SCRAM-SHA-256$")).isPresent();
    }

    /** The plain password, if the secret is one. */
    public Optional<String> password() {
        return isMd5() || isScramVerifier() ? Optional.empty() : secret();
    }

    @Override
    public String toString() {
        return "ServerCredentials[" + user + (secret().isPresent() ? " secret=***" : "") + "]";
    }
}
