package io.howdah.proxy.server;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.prepared.ClientStatements;
import io.netty.buffer.ByteBuf;

/** One PostgreSQL backend as the classes see it that send its requests and read its answers: {@link ServerConnection} is the one there is. */
interface Backend {

    /** Who gets the answers; null where nobody does. */
    ServerPeer peer();

    /** Status byte of the last ReadyForQuery: I, T or E. */
    byte status();

    /** A ReadyForQuery with this status byte has come. */
    void statusIs(byte status);

    /** The backend has said its last words. */
    void fatal(ErrorResponse error);

    /** Has the connection closed as soon as it is free. */
    void closeWhenFree(DisconnectReason reason);

    /** Writes the requests that bring the client's statement to the backend. */
    void prepare(ClientStatements.Registration registration, ByteBuf out);
}
