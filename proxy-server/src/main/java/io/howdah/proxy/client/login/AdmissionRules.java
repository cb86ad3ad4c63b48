package io.howdah.proxy.client.login;

import io.howdah.proxy.auth.AuthQueryException;
import io.howdah.proxy.auth.ClientAuthenticator;
import io.howdah.proxy.auth.ClientOrigin;
import java.util.concurrent.CompletionStage;

/** The rules of one listener's door: asked once for each connection, when it has said who it wants to be and where to. */
public interface AdmissionRules {

    /** Whether it wants the console, which has places of its own. */
    boolean isForConsole(ClientStartup startup);

    /** How it has to prove who it is; fails with an {@link AuthQueryException} where its user cannot be looked up. Comes on any thread. */
    CompletionStage<ClientAuthenticator> authenticator(ClientOrigin origin, ClientStartup startup);
}
