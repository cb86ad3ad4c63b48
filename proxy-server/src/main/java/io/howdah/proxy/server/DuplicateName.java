package io.howdah.proxy.server;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.ServerStatements;

/**
 * A Parse under a name that the client already uses. The pooler sends the Parse under the statement's name on the server, so that
 * the server itself reports 42P05 and fails the transaction. In the error's message the client's name replaces the server's.
 */
public record DuplicateName(ClientStatements.Registration registration) implements Booking {

    /** The server had lost the statement and has now prepared another text under the statement's name. */
    @Override
    public void confirmed(ServerStatements on) {
        on.unknown(registration.statement());
    }

    @Override
    public ErrorResponse reworded(ErrorResponse error) {
        return registration.reworded(error);
    }
}
