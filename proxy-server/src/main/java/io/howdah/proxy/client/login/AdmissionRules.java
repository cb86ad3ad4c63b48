package io.howdah.proxy.client.login;

import io.howdah.proxy.auth.AuthQueryException;
import io.howdah.proxy.auth.ClientAuthenticator;
import io.howdah.proxy.auth.ClientOrigin;
import java.util.concurrent.CompletionStage;

/** One listener's rules for new clients; asked once for each start-up packet. */
public interface AdmissionRules {

    /** Whether the client wants the console, which has places of its own. */
    boolean isForConsole(ClientStartup startup);

    /**
     * How the client must prove its identity. Fails with an {@link AuthQueryException} if the user cannot be looked up. May
     * complete on any thread.
     */
    CompletionStage<ClientAuthenticator> authenticator(ClientOrigin origin, ClientStartup startup);
}
