package io.howdah.proxy.server;

import io.howdah.protocol.backend.ErrorResponse;

/** A simple query the pooler sends on its own account; its answer goes to nobody. */
@FunctionalInterface
public interface OwnQuery {

    /**
     * Its ReadyForQuery has come.
     *
     * @param error what the server said against it, or null
     */
    void completed(ServerConnection server, ErrorResponse error);
}
