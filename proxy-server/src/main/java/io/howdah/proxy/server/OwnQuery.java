package io.howdah.proxy.server;

import io.howdah.protocol.FrontendType;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ServerStatements;

/** A simple query that the pooler sends on its own account, or a Sync; the client sees nothing of the answer. */
@FunctionalInterface
public interface OwnQuery extends Booking {

    /**
     * The query's ReadyForQuery has come.
     *
     * @param error what the server said against it, or null
     */
    void completed(ErrorResponse error);

    @Override
    default boolean unheard(byte type, ServerStatements on) {
        return type == FrontendType.QUERY;
    }
}
