package io.howdah.proxy.server;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.prepared.ClientStatements;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL backend, for the classes that send its requests and read its answers: {@link ServerConnection}'s view of itself.
 */
interface Backend {

    /** The peer that gets the answers; null if the backend has no peer. */
    @Nullable
    ServerPeer peer();

    /** Status byte of the last ReadyForQuery: I, T or E. */
    byte status();

    /** The backend has sent a ReadyForQuery with this status byte. */
    void statusIs(byte status);

    /** The backend has sent a FATAL or PANIC error: its last message before the connection ends. */
    void fatal(ErrorResponse error);

    /** Asks for the connection to be closed as soon as it is free. */
    void closeWhenFree(DisconnectReason reason);

    /** Writes the requests that prepare the client's statement on the backend. */
    void prepare(ClientStatements.Registration registration, ByteBuf out);
}
