package io.howdah.proxy.auth;

import io.howdah.config.PoolerConfig;
import io.howdah.config.UserConfig;
import io.howdah.protocol.auth.Credentials;
import io.howdah.protocol.auth.Md5Password;
import io.howdah.protocol.auth.ScramSecret;
import io.howdah.protocol.auth.ScramServer;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The secrets of users: from the configuration, from auth_query where their owner has proved to be it, SCRAM verifiers derived from plain
 * passwords (once a password, for PBKDF2 is slow), and keys recovered from logins, good for logging in to a server that stores the same
 * verifier. What auth_query has found holds for one database only: another may be on a server with other users. Any thread.
 */
public final class CredentialStore {

    private record Derived(String password, ScramSecret secret) {}

    /** @param database null for a user of the configuration */
    private record Owner(String database, String user) {}

    private final byte[] mockSecret = new byte[32];
    private final ConcurrentHashMap<Owner, Derived> derived = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Owner, Credentials.Keys> recovered = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Owner, String> lookedUp = new ConcurrentHashMap<>();
    private volatile Map<String, UserConfig> users;
    private volatile int iterations;
    private volatile boolean scramSecrets;
    private volatile boolean lastFoundHadScram = true;

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
        recovered.keySet().removeIf(owner -> owner.database == null
                && (before == null || !secretIn(before, owner.user).equals(secretIn(users, owner.user))));
        derived.keySet().removeIf(owner -> owner.database == null && !users.containsKey(owner.user));
    }

    /** What the configuration says of a user; who has nothing there but settings does not exist. */
    LoginUser configured(String user) {
        UserConfig known = users.get(user);
        return new LoginUser(null, user, known != null && known.canLogIn(), secretIn(users, user));
    }

    /** What auth_query has said of a user: nothing, or a row. */
    LoginUser lookedUp(String database, String user, Optional<FoundUser> answer) {
        answer.flatMap(FoundUser::secret).ifPresent(secret -> lastFoundHadScram = ScramSecret.parse(secret).isPresent());
        return answer.map(found -> new LoginUser(database, found.name(), true, found.secret()))
                .orElseGet(() -> new LoginUser(database, user, false, Optional.empty()));
    }

    /**
     * Whether one who does not exist is to be asked by SCRAM where auth_type is md5: it cannot be told from others then. As the others are:
     * those of the configuration, or the last whom auth_query has found.
     */
    boolean asksStrangersByScram(LoginUser user) {
        return user.isLookedUp() ? lastFoundHadScram : scramSecrets;
    }

    /** The configured secret: a plain password, {@code md5...} or {@code SCRAM-SHA-256$...}. An empty one is none. */
    public Optional<String> secret(String user) {
        return secretIn(users, user);
    }

    /** The secret auth_query found for a user of this database when that logged in last. */
    public Optional<String> lookedUpSecret(String database, String user) {
        return Optional.ofNullable(lookedUp.get(new Owner(database, user)));
    }

    private static Optional<String> secretIn(Map<String, UserConfig> users, String user) {
        UserConfig known = users.get(user);
        return known == null ? Optional.empty() : known.password().filter(secret -> !secret.isEmpty());
    }

    /** Whether the verifier is at hand: where not, {@link #scramSecret} takes PBKDF2's time and belongs off the event loops. */
    boolean isScramSecretReady(LoginUser user) {
        Optional<String> secret = user.secret();
        if (secret.isEmpty() || Md5Password.isHash(secret.get()) || ScramSecret.parse(secret.get()).isPresent()) {
            return true;
        }
        Derived known = derived.get(ownerOf(user));
        return known != null && known.password().equals(secret.get());
    }

    /** The user's SCRAM verifier; empty for a user without one, who gets {@link #mockSecret}. */
    Optional<ScramSecret> scramSecret(LoginUser user) {
        Optional<String> secret = user.secret();
        if (secret.isEmpty() || Md5Password.isHash(secret.get())) {
            return Optional.empty();
        }
        Optional<ScramSecret> stored = ScramSecret.parse(secret.get());
        if (stored.isPresent()) {
            return stored;
        }
        return Optional.of(derived.compute(ownerOf(user), (name, known) ->
                known != null && known.password().equals(secret.get()) ? known : new Derived(secret.get(), derive(secret.get())))
                .secret());
    }

    private static Owner ownerOf(LoginUser user) {
        return new Owner(user.database(), user.name());
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

    /**
     * Notes that a user has proved who it is: what auth_query said is good for logging in to a server from now on.
     *
     * @param keys what a SCRAM login has shown, or null
     */
    void proved(LoginUser user, Credentials.Keys keys) {
        Owner owner = ownerOf(user);
        if (user.isLookedUp()) {
            Optional<String> before = Optional.ofNullable(user.secret().isPresent()
                    ? lookedUp.put(owner, user.secret().get())
                    : lookedUp.remove(owner));
            if (!before.equals(user.secret())) {
                recovered.remove(owner);
            }
        }
        if (keys != null) {
            recovered.put(owner, keys);
        }
    }

    /** Keys recovered from a login of this user of a database. */
    public Optional<Credentials.Keys> recoveredKeys(String database, String user) {
        Owner owner = secret(user).isPresent() ? new Owner(null, user) : new Owner(database, user);
        return Optional.ofNullable(recovered.get(owner));
    }
}
