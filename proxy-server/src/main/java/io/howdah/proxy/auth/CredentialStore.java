package io.howdah.proxy.auth;

import io.howdah.config.PoolerConfig;
import io.howdah.config.UserConfig;
import io.howdah.protocol.auth.Credentials;
import io.howdah.protocol.auth.Md5Password;
import io.howdah.protocol.auth.ScramSecret;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The secrets of users: from the configuration, from auth_query where their owner has proved to be it, SCRAM verifiers derived from plain
 * passwords (once a password, for PBKDF2 is slow), and keys recovered from logins, good for logging in to a server that stores the same
 * verifier. What auth_query has found holds for one database only: another may be on a server with other users. Any thread.
 */
public final class CredentialStore {

    /** Above that a login takes a client a noticeable time, which one stored secret is no reason for. */
    private static final int MOST_ITERATIONS_FOLLOWED = 100_000;

    private record Derived(String password, ScramSecret secret) {}

    /** @param database null for a user of the configuration */
    private record Owner(String database, String user) {}

    private final Strangers strangers = new Strangers();
    private final ConcurrentHashMap<Owner, Derived> derived = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Owner, Credentials.Keys> recovered = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Owner, String> lookedUp = new ConcurrentHashMap<>();
    private volatile Map<String, UserConfig> users;
    private volatile int iterations;

    /** @param config its users */
    public CredentialStore(PoolerConfig config) {
        configure(config);
    }

    /** Puts other users in force; keys recovered under a secret that has changed are forgotten. */
    public void configure(PoolerConfig config) {
        Map<String, UserConfig> before = users;
        users = config.users();
        iterations = iterations(config);
        strangers.configure(users.keySet().stream().map(this::configured).toList());
        recovered.keySet().removeIf(owner -> owner.database == null
                && (before == null || !secretIn(before, owner.user).equals(secretIn(users, owner.user))));
        derived.keySet().removeIf(owner -> owner.database == null && !users.containsKey(owner.user));
    }

    /**
     * Of the verifiers made from plain passwords: scram_iterations; or, where that is the default, what most of the stored secrets have, so
     * that one cannot be told from the other.
     */
    private static int iterations(PoolerConfig config) {
        int set = config.auth().scramIterations();
        if (set != ScramSecret.DEFAULT_ITERATIONS) {
            return set;
        }
        Map<Integer, Integer> counts = new HashMap<>();
        config.users().values().forEach(user -> user.password().flatMap(ScramSecret::parse).map(ScramSecret::iterations)
                .filter(number -> number <= MOST_ITERATIONS_FOLLOWED).ifPresent(number -> counts.merge(number, 1, Integer::sum)));
        return counts.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).orElse(set);
    }

    /**
     * Makes the verifiers of all plain passwords, one after another, so that the first login of a user takes no longer than that of a name
     * nobody has. Others that need the executor come in between.
     */
    void deriveAhead(Executor work) {
        Map<String, UserConfig> these = users;
        deriveNext(these, List.copyOf(these.keySet()).iterator(), work);
    }

    private void deriveNext(Map<String, UserConfig> these, Iterator<String> names, Executor work) {
        while (names.hasNext() && users == these) {
            LoginUser user = configured(names.next());
            if (!isScramSecretReady(user)) {
                try {
                    work.execute(() -> {
                        scramSecret(user);
                        deriveNext(these, names, work);
                    });
                } catch (RejectedExecutionException ending) {
                    // Nobody will log in any more.
                }
                return;
            }
        }
    }

    /** What the configuration says of a user; who has nothing there but settings does not exist. */
    LoginUser configured(String user) {
        UserConfig known = users.get(user);
        return new LoginUser(null, user, known != null && known.canLogIn(), secretIn(users, user));
    }

    /** What auth_query has said of a user: nothing, or a row. */
    LoginUser lookedUp(String database, String user, Optional<FoundUser> answer) {
        if (answer.isEmpty()) {
            return new LoginUser(database, user, false, Optional.empty());
        }
        LoginUser found = new LoginUser(database, answer.get().name(), true, answer.get().secret());
        if (found.secret().isPresent()) {
            strangers.found(found);
        }
        return found;
    }

    /** What the users of a server look like that auth_query asks. */
    public void serversUsersAre(List<LoginUser> models) {
        strangers.ofServer(models);
    }

    /** Whom a user looks like that does not exist or has no secret; nothing where nobody is known to have one. */
    Optional<LoginUser> model(LoginUser user) {
        return strangers.model(user.name());
    }

    /** The same among those who can prove by SCRAM who they are. */
    Optional<LoginUser> scramModel(LoginUser user) {
        return strangers.scramModel(user.name());
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
        return isOf(secret.get(), derived.get(ownerOf(user)));
    }

    private boolean isOf(String password, Derived known) {
        return known != null && known.password().equals(password) && known.secret().iterations() == iterations;
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
                isOf(secret.get(), known) ? known : new Derived(secret.get(), derive(secret.get())))
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

    /** A verifier to run an exchange with that will fail, made as that of the model is, and as fast. */
    ScramSecret mockSecret(LoginUser user, Optional<LoginUser> model) {
        return model.flatMap(this::scramSecret).map(secret -> strangers.like(secret, user.name()))
                .orElseGet(() -> strangers.likeNobody(iterations, user.name()));
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
