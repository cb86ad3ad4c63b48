package io.howdah.proxy.server;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.ServerStatements;

/**
 * A Parse under a name the client has in use already. It is sent under the name the server knows that statement by, so that the server
 * itself says 42P05 and fails the transaction as it should; only the name in its message must be the client's.
 */
public record DuplicateName(ClientStatements.Registration registration) implements Booking {

    /** The server had lost the statement, and has another text under its name now. */
    @Override
    public void confirmed(ServerStatements on) {
        on.unknown(registration.statement());
    }

    @Override
    public ErrorResponse reworded(ErrorResponse error) {
        return registration.reworded(error);
    }
}
