package io.howdah.protocol.backend;

import io.netty.buffer.ByteBuf;

/**
 * A message that a backend sends. Each kind has {@code static read(ByteBuf body)}, which takes exactly the body's bytes and
 * throws {@link io.howdah.protocol.ProtocolViolationException} for any other body.
 */
public sealed interface BackendMessage permits Authentication, ParameterStatus, BackendKeyData, NegotiateProtocolVersion,
        ReadyForQuery, ErrorResponse, NoticeResponse, RowDescription, DataRow, CommandComplete, ParseComplete, BindComplete,
        CloseComplete, NoData, EmptyQueryResponse, ParameterDescription, PortalSuspended {

    /** Writes the whole frame. */
    void write(ByteBuf out);
}
