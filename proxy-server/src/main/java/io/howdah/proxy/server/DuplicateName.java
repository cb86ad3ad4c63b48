package io.howdah.proxy.server;

import io.howdah.proxy.prepared.ClientStatements;

/**
 * A Parse under a name the client has in use already. It is sent under the name the server knows that statement by, so that the server
 * itself says 42P05 and fails the transaction as it should; only the name in its message must be the client's.
 */
public record DuplicateName(ClientStatements.Registration registration) {}
