package io.howdah.proxy;

import io.howdah.config.AuthType;
import io.howdah.config.PoolerConfig;
import io.howdah.proxy.auth.Authenticators;
import io.howdah.proxy.auth.ClientAuthenticator;
import io.howdah.proxy.auth.ClientOrigin;
import io.howdah.proxy.client.login.AdmissionRules;
import io.howdah.proxy.client.login.ClientStartup;
import io.howdah.proxy.client.login.ReplicationMode;
import io.howdah.proxy.console.ConsoleLogin;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Applies auth_type to all clients, except to the pooler's own account at the console. Knows which names stand for the console.
 */
final class ClientAdmission implements AdmissionRules {

    private final Supplier<PoolerConfig> config;
    private final Authenticators authenticators;
    private final boolean consoleOnly;

    /** @param consoleOnly whether the listener leads only to the console */
    ClientAdmission(Supplier<PoolerConfig> config, Authenticators authenticators, boolean consoleOnly) {
        this.config = config;
        this.authenticators = authenticators;
        this.consoleOnly = consoleOnly;
    }

    @Override
    public boolean isForConsole(ClientStartup startup) {
        return consoleOnly || config.get().isConsole(startup.database());
    }

    @Override
    public CompletionStage<ClientAuthenticator> authenticator(ClientOrigin origin, ClientStartup startup) {
        return authenticators.of(authType(origin, startup), config.get(), origin, new Authenticators.Wish(startup.database(),
                isForConsole(startup), startup.replication() == ReplicationMode.PHYSICAL, startup.user()));
    }

    private AuthType authType(ClientOrigin origin, ClientStartup startup) {
        boolean needsNoProof = isForConsole(startup) && ConsoleLogin.isOwn(origin, startup.user());
        return needsNoProof ? AuthType.ANY : config.get().auth().type();
    }
}
