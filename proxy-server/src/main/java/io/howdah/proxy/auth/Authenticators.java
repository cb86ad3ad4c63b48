package io.howdah.proxy.auth;

import io.howdah.config.AuthType;
import io.howdah.config.ConfigFormat;
import io.howdah.config.PoolerConfig;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses a client's authenticator: by the configuration, and by auth_query for a user whose secret the configuration does not
 * have. Any thread.
 */
public final class Authenticators {

    private static final Logger LOG = LoggerFactory.getLogger(Authenticators.class);

    private final CredentialStore credentials;
    private final AuthQuery query;
    private final Executor work;

    /** @param work runs computations of milliseconds */
    public Authenticators(CredentialStore credentials, AuthQuery query, Executor work) {
        this.credentials = credentials;
        this.query = query;
        this.work = work;
    }

    /** A new configuration is in force, and {@link CredentialStore} has it already. */
    public void configured(PoolerConfig config) {
        if (config.auth().type() == AuthType.SCRAM_SHA_256) {
            credentials.deriveAhead(work);
        }
    }

    /**
     * The authenticator for a user of a database; fails with an {@link AuthQueryException} if the lookup fails.
     *
     * @param type the method
     * @param console whether the client asks for the console; {@code database} is no database then
     */
    public CompletionStage<ClientAuthenticator> of(AuthType type, PoolerConfig config, String database, boolean console,
            String user) {
        LoginUser configured = credentials.configured(user);
        if (type == AuthType.ANY || configured.secret().isPresent() || isListed(configured, type, config)) {
            return CompletableFuture.completedFuture(ClientAuthenticator.of(type, configured, credentials, work));
        }
        Optional<AuthTarget> target;
        try {
            target = AuthTarget.of(config, database, console);
        } catch (AuthQueryException e) {
            LOG.error("{}", e.getMessage());
            return CompletableFuture.failedFuture(e);
        }
        if (target.isEmpty()) {
            return CompletableFuture.completedFuture(ClientAuthenticator.of(type, configured, credentials, work));
        }
        return query.find(target.get(), user)
                .thenApply(
                        answer -> ClientAuthenticator.of(type, credentials.lookedUp(database, user, answer), credentials, work));
    }

    /**
     * Whether a user without a secret is known all the same: a user of auth_file, or with a method without proof any user of the
     * configuration.
     */
    private static boolean isListed(LoginUser configured, AuthType type, PoolerConfig config) {
        return configured.exists() && (type == AuthType.TRUST || config.format() == ConfigFormat.INI);
    }
}
