package io.howdah.proxy.server;

import io.howdah.protocol.FrontendType;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ServerStatements;
import org.jspecify.annotations.Nullable;

/** A simple query or a Sync that the pooler sends on its own account. The client gets no part of the answer. */
@FunctionalInterface
public interface OwnQuery extends Booking {

    /**
     * The query's ReadyForQuery has come.
     *
     * @param error the server's error, or null
     */
    void completed(@Nullable ErrorResponse error);

    @Override
    default boolean unheard(byte type, ServerStatements on) {
        return type == FrontendType.QUERY;
    }
}
