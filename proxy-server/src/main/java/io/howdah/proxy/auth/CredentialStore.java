package io.howdah.proxy.auth;

import io.howdah.config.PoolerConfig;
import io.howdah.config.UserConfig;
import io.howdah.protocol.auth.Credentials;
import io.howdah.protocol.auth.Md5Password;
import io.howdah.protocol.auth.ScramSecret;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The users' secrets: from the configuration; from auth_query, once the user has logged in; SCRAM verifiers derived from plain
 * passwords (once per password, for PBKDF2 is slow); and keys recovered from logins, for logging in to a server that stores the
 * same verifier. A result of auth_query holds for one database only, for another database may be on a server with other users.
 * Any thread.
 */
public final class CredentialStore {

    /** With more iterations a login would take noticeably long, and a single stored secret must not cause that. */
    private static final int MOST_ITERATIONS_FOLLOWED = 100_000;

    private record Derived(String password, ScramSecret secret) {}

    /** @param database null for a user of the configuration */
    private record Owner(@Nullable String database, String user) {}

    private final Strangers strangers = new Strangers();
    private final ConcurrentHashMap<Owner, Derived> derived = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Owner, Credentials.Keys> recovered = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Owner, String> lookedUp = new ConcurrentHashMap<>();
    private volatile Consumer<String> refused = user -> {};
    private volatile Change changed = (database, user) -> {};
    private volatile Map<String, UserConfig> users;
    private volatile int iterations;

    /** Hears of a secret for logging in to servers that is another than before. */
    public interface Change {
        /** @param database null for a user of the configuration, whose secret is for every database */
        void secretChanged(@Nullable String database, String user);
    }

    /** @param config with the users */
    public CredentialStore(PoolerConfig config) {
        configure(config);
    }

    /** Takes another configuration's users over, and forgets keys recovered under a secret that has changed. */
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
     * The iterations for verifiers made from plain passwords: scram_iterations. If this is the default, the most frequent number
     * among the stored secrets, so that a client cannot tell the two kinds apart.
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
     * Derives the verifiers of all plain passwords, one after another, so that a user's first login takes no longer than the
     * login of an unknown name. Other tasks of the executor run in between.
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
                    // The pooler is ending, so no client will log in.
                }
                return;
            }
        }
    }

    /** A user by the configuration. A user with settings but without login does not exist here. */
    LoginUser configured(String user) {
        UserConfig known = users.get(user);
        return new LoginUser(null, user, known != null && known.canLogIn(), secretIn(users, user));
    }

    /** A user by auth_query's answer, which is a row or empty. */
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

    /** Tells what kinds of secrets the users of auth_query's server have. */
    public void serversUsersAre(List<LoginUser> models) {
        strangers.ofServer(models);
    }

    /** The model for a user who does not exist or has no secret; empty if no user has a secret. */
    Optional<LoginUser> model(LoginUser user) {
        return strangers.model(user.name());
    }

    /** The model among the users who can authenticate by SCRAM. */
    Optional<LoginUser> scramModel(LoginUser user) {
        return strangers.scramModel(user.name());
    }

    /** The configured secret: a plain password, {@code md5...} or {@code SCRAM-SHA-256$...}; an empty secret counts as absent. */
    public Optional<String> secret(String user) {
        return secretIn(users, user);
    }

    /** The secret that auth_query found at the last login of this user of a database. */
    public Optional<String> lookedUpSecret(String database, String user) {
        return Optional.ofNullable(lookedUp.get(new Owner(database, user)));
    }

    private static Optional<String> secretIn(Map<String, UserConfig> users, String user) {
        UserConfig known = users.get(user);
        return known == null ? Optional.empty() : known.password().filter(secret -> !secret.isEmpty());
    }

    /** Whether {@link #scramSecret} returns at once. If not, it takes the time of PBKDF2 and must not run on an event loop. */
    boolean isScramSecretReady(LoginUser user) {
        Optional<String> secret = user.secret();
        if (secret.isEmpty() || Md5Password.isHash(secret.get()) || ScramSecret.parse(secret.get()).isPresent()) {
            return true;
        }
        return isOf(secret.get(), derived.get(ownerOf(user)));
    }

    private boolean isOf(String password, @Nullable Derived known) {
        return known != null && known.password().equals(password) && known.secret().iterations() == iterations;
    }

    /** The user's SCRAM verifier; empty for a user without one, for whom {@link #mockSecret} gives one. */
    Optional<ScramSecret> scramSecret(LoginUser user) {
        Optional<String> secret = user.secret();
        if (secret.isEmpty() || Md5Password.isHash(secret.get())) {
            return Optional.empty();
        }
        Optional<ScramSecret> stored = ScramSecret.parse(secret.get());
        if (stored.isPresent()) {
            return stored;
        }
        return Optional
                .of(derived
                        .compute(ownerOf(user),
                                (name, known) -> isOf(secret.get(), known) ? known
                                        : new Derived(secret.get(), derive(secret.get())))
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

    /** A verifier for an exchange that must fail: of the same form as the model's, and as fast. */
    ScramSecret mockSecret(LoginUser user, Optional<LoginUser> model) {
        return model.flatMap(this::scramSecret).map(secret -> strangers.like(secret, user.name()))
                .orElseGet(() -> strangers.likeNobody(iterations, user.name()));
    }

    /**
     * The user has proved its identity: from now on auth_query's secret serves for logging in to a server.
     *
     * @param keys recovered from a SCRAM login, or null
     */
    void proved(LoginUser user, Credentials.@Nullable Keys keys) {
        Owner owner = ownerOf(user);
        boolean isNew = false;
        if (user.isLookedUp()) {
            Optional<String> before = Optional.ofNullable(user.secret().isPresent()
                    ? lookedUp.put(owner, user.secret().get())
                    : lookedUp.remove(owner));
            if (!before.equals(user.secret())) {
                recovered.remove(owner);
                isNew = true;
            }
        }
        if (keys != null) {
            Credentials.Keys before = recovered.put(owner, keys);
            isNew |= before == null || !Arrays.equals(before.clientKey(), keys.clientKey());
        }
        if (isNew) {
            changed.secretChanged(owner.database, owner.user);
        }
    }

    /** Whom to tell of a secret that has changed. */
    public void whenChanged(Change told) {
        changed = told;
    }

    /** Whom to tell of a user whose secret a server has refused. */
    void whenRefused(Consumer<String> told) {
        refused = told;
    }

    /** A server has refused what the pooler knows of this user. */
    public void refusedByServer(String user) {
        refused.accept(user);
    }

    /** Keys recovered from a login of this user of a database. */
    public Optional<Credentials.Keys> recoveredKeys(String database, String user) {
        Owner owner = secret(user).isPresent() ? new Owner(null, user) : new Owner(database, user);
        return Optional.ofNullable(recovered.get(owner));
    }
}
