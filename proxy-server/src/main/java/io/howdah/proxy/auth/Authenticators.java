package io.howdah.proxy.auth;

import io.howdah.config.AuthType;
import io.howdah.config.ConfigFormat;
import io.howdah.config.PoolerConfig;
import io.howdah.config.hba.HbaClient;
import io.howdah.config.hba.HbaRules;
import io.howdah.proxy.auth.ldap.LdapBinds;
import io.howdah.proxy.auth.oauth.BearerTokens;
import io.howdah.proxy.tls.TlsFacts;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses a client's authenticator: by the configuration and its HBA file, and by auth_query for a user whose secret the
 * configuration does not have. Any thread.
 */
public final class Authenticators {

    private static final Logger LOG = LoggerFactory.getLogger(Authenticators.class);

    private final CredentialStore credentials;
    private final AuthQuery query;
    private final BearerTokens tokens;
    private final LdapBinds ldap;
    private final Executor work;
    private final Predicate<String> disabled;

    /**
     * What a client asks for.
     *
     * @param console whether the client asks for the console; {@code database} is no database then
     * @param replication whether the client asks for physical replication
     */
    public record Wish(String database, boolean console, boolean replication, String user) {}

    /**
     * Chooses, but asks nobody yet.
     *
     * @param tokens checks bearer tokens
     * @param ldap asks LDAP servers
     * @param work runs computations of milliseconds
     * @param disabled whether an operator has disabled a database
     */
    public Authenticators(CredentialStore credentials, AuthQuery query, BearerTokens tokens, LdapBinds ldap, Executor work,
            Predicate<String> disabled) {
        this.credentials = credentials;
        this.query = query;
        this.tokens = tokens;
        this.ldap = ldap;
        this.work = work;
        this.disabled = disabled;
    }

    /** A new configuration is in force, and {@link CredentialStore} has it already. */
    public void configured(PoolerConfig config) {
        if (config.auth().type() == AuthType.SCRAM_SHA_256 || config.auth().type() == AuthType.HBA) {
            credentials.deriveAhead(work);
        }
    }

    /**
     * The authenticator for a client; fails with an {@link AuthQueryException} if a lookup fails.
     *
     * @param type the method, or {@link AuthType#HBA}
     */
    public CompletionStage<ClientAuthenticator> of(AuthType type, PoolerConfig config, ClientOrigin origin, Wish wish) {
        if (type != AuthType.HBA) {
            return of(LoginRule.of(type, config.auth()), config, origin, wish, Set.of());
        }
        Set<String> own = Set.of(wish.user());
        if (!config.auth().rules().map(HbaRules::askForRoles).orElse(false)) {
            return byRules(config, origin, wish, own);
        }
        return roles(config, wish).thenCompose(roles -> byRules(config, origin, wish, roles));
    }

    private CompletionStage<ClientAuthenticator> byRules(PoolerConfig config, ClientOrigin origin, Wish wish, Set<String> roles) {
        TlsFacts tls = origin.tls();
        HbaClient client = new HbaClient(origin.address() instanceof InetSocketAddress remote ? remote.getAddress() : null,
                tls != null, wish.replication(), wish.database(), wish.user(), roles);
        return of(LoginRule.of(config, client, origin.host()), config, origin, wish, roles);
    }

    private CompletionStage<ClientAuthenticator> of(LoginRule rule, PoolerConfig config, ClientOrigin origin, Wish wish,
            Set<String> roles) {
        LoginUser configured = credentials.configured(wish.user());
        ClientAuthenticator.Step objection = rule.objection(origin, wish.user(), roles);
        if (objection != null) {
            return CompletableFuture.completedFuture(ClientAuthenticator.refusing(objection, configured, credentials));
        }
        Function<LoginUser, ClientAuthenticator> method = user -> method(rule, config, origin, wish, roles, user);
        if (rule.needsNoLookup() || configured.secret().isPresent() || isListed(configured, rule, config)) {
            return CompletableFuture.completedFuture(method.apply(configured));
        }
        Optional<AuthTarget> target;
        try {
            target = target(config, wish);
        } catch (AuthQueryException e) {
            LOG.error("{}", e.getMessage());
            return CompletableFuture.failedFuture(e);
        }
        if (target.isEmpty()) {
            return CompletableFuture.completedFuture(method.apply(configured));
        }
        AuthTarget asked = target.get();
        return query.find(asked, wish.user())
                .thenApply(answer -> method.apply(credentials.lookedUp(wish.database(), wish.user(), answer))
                        .afterWrongPassword(() -> query.doubted(asked, wish.user())));
    }

    /** The exchange by the rule's method with a user who may not exist. */
    private ClientAuthenticator method(LoginRule rule, PoolerConfig config, ClientOrigin origin, Wish wish, Set<String> roles,
            LoginUser user) {
        if (rule.type() == AuthType.LDAP) {
            return new LdapAuthenticator(user, credentials, ldap, rule.ldap().orElseThrow(),
                    wish.console() ? null : wish.database());
        }
        if (rule.type() == AuthType.OAUTH) {
            OAuthAuthenticator.Wanted wanted = new OAuthAuthenticator.Wanted(config.auth().oauth().orElseThrow(),
                    rule.options().get("scope"));
            return new OAuthAuthenticator(user, credentials, tokens, wanted,
                    identity -> rule.isAllowed(identity, wish.user(), roles));
        }
        TlsFacts tls = origin.tls();
        Optional<byte[]> endPoint = tls == null ? Optional.empty() : tls.endPoint();
        return ClientAuthenticator.of(rule.type(), user, credentials, endPoint, work);
    }

    /** Where to look a user up. That the client's own database is disabled the client hears only once it has logged in. */
    private Optional<AuthTarget> target(PoolerConfig config, Wish wish) throws AuthQueryException {
        Optional<AuthTarget> target = AuthTarget.of(config, wish.database(), wish.console());
        Optional<String> another = target.map(AuthTarget::name).filter(name -> wish.console() || !name.equals(wish.database()));
        if (another.filter(disabled).isPresent()) {
            throw AuthQueryException.disabled(another.get());
        }
        return target;
    }

    /** The roles that a user is a member of, by the server's catalog. Without auth_user nobody can ask: the user's own alone. */
    private CompletionStage<Set<String>> roles(PoolerConfig config, Wish wish) {
        try {
            return target(config, wish)
                    .<CompletionStage<Set<String>>>map(target -> query.roles(target, wish.user()))
                    .orElseGet(() -> CompletableFuture.completedFuture(Set.of(wish.user())));
        } catch (AuthQueryException e) {
            LOG.error("{}", e.getMessage());
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Whether a user without a secret is known all the same: a user of auth_file, or with a method without proof any user of the
     * configuration.
     */
    private static boolean isListed(LoginUser configured, LoginRule rule, PoolerConfig config) {
        return configured.exists() && (rule.needsNoSecret() || config.format() == ConfigFormat.INI);
    }
}
