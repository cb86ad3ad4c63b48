package io.howdah.proxy.auth;

import io.howdah.config.PoolerConfig;
import io.howdah.config.UserConfig;
import io.howdah.protocol.auth.Credentials;
import io.howdah.protocol.auth.ScramSecret;
import io.howdah.protocol.auth.ScramServer;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The secrets of users: from the configuration, SCRAM verifiers derived from plain passwords (once a password, for PBKDF2 is slow), and
 * keys recovered from logins, good for logging in to a server that stores the same verifier. Any thread.
 */
public final class CredentialStore {

    private record Derived(String password, ScramSecret secret) {}

    private final byte[] mockSecret = new byte[32];
    private final ConcurrentHashMap<String, Derived> derived = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Credentials.Keys> recovered = new ConcurrentHashMap<>();
    private volatile Map<String, UserConfig> users;
    private volatile int iterations;
    private volatile boolean scramSecrets;

    /** @param config its users */
    public CredentialStore(PoolerConfig config) {
        new SecureRandom().nextBytes(mockSecret);
        configure(config);
    }

    /** Puts other users in force; keys recovered under a secret that has changed are forgotten. */
    public void configure(PoolerConfig config) {
        Map<String, UserConfig> before = users;
        users = config.users();
        iterations = config.auth().scramIterations();
        scramSecrets = users.values().stream().anyMatch(user -> user.password().flatMap(ScramSecret::parse).isPresent());
        recovered.keySet().removeIf(user -> before == null || !secretIn(before, user).equals(secret(user)));
        derived.keySet().retainAll(users.keySet());
    }

    /** Whether there is a user of that name, not settings alone. */
    public boolean exists(String user) {
        UserConfig known = users.get(user);
        return known != null && known.canLogIn();
    }

    /** Whether any user has a SCRAM verifier: then one who does not exist is asked by SCRAM as well, and cannot be told from those. */
    boolean hasScramSecrets() {
        return scramSecrets;
    }

    /** The stored secret: a plain password, {@code md5...} or {@code SCRAM-SHA-256$...}. An empty one is none. */
    public Optional<String> secret(String user) {
        return secretIn(users, user);
    }

    private static Optional<String> secretIn(Map<String, UserConfig> users, String user) {
        UserConfig known = users.get(user);
        return known == null ? Optional.empty() : known.password().filter(secret -> !secret.isEmpty());
    }

    /** Whether the verifier is at hand: where not, {@link #scramSecret} takes PBKDF2's time and belongs off the event loops. */
    boolean isScramSecretReady(String user) {
        Optional<String> secret = secret(user);
        if (secret.isEmpty() || ScramSecret.parse(secret.get()).isPresent()) {
            return true;
        }
        Derived known = derived.get(user);
        return known != null && known.password().equals(secret.get());
    }

    /** The user's SCRAM verifier; empty for a user without one, who gets {@link #mockSecret}. */
    Optional<ScramSecret> scramSecret(String user) {
        Optional<String> secret = secret(user);
        if (secret.isEmpty() || io.howdah.protocol.auth.Md5Password.isHash(secret.get())) {
            return Optional.empty();
        }
        Optional<ScramSecret> stored = ScramSecret.parse(secret.get());
        if (stored.isPresent()) {
            return stored;
        }
        return Optional.of(derived.compute(user, (name, known) ->
                known != null && known.password().equals(secret.get()) ? known : new Derived(secret.get(), derive(secret.get())))
                .secret());
    }

    private ScramSecret derive(String password) {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        return ScramSecret.derive(password, salt, iterations);
    }

    /** A verifier to run an exchange with that will fail, with a salt that stays the same for the name. */
    ScramSecret mockSecret(String user) {
        return ScramServer.mock(user, mockSecret);
    }

    /** Notes the keys a SCRAM login has shown. */
    void recovered(String user, Credentials.Keys keys) {
        recovered.put(user, keys);
    }

    /** Keys recovered from a login of this user. */
    public Optional<Credentials.Keys> recoveredKeys(String user) {
        return Optional.ofNullable(recovered.get(user));
    }
}
