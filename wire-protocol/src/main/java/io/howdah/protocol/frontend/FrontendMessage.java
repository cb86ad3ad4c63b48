package io.howdah.protocol.frontend;

import io.netty.buffer.ByteBuf;

/**
 * A message that a frontend sends. Each kind has {@code static read(ByteBuf body)}, which takes exactly the body's bytes and
 * throws {@link io.howdah.protocol.ProtocolViolationException} for any other body. For a packet without a type byte the body is
 * everything after the length word, the packet's code included.
 */
public sealed interface FrontendMessage permits StartupMessage, SSLRequest, GSSENCRequest, CancelRequest, PasswordMessage,
        SASLInitialResponse, SASLResponse, Query, Parse, Bind, Describe, Close, Execute, Sync, Flush, Terminate, CopyData,
        CopyDone, CopyFail, FunctionCall {

    /** Writes the whole frame. */
    void write(ByteBuf out);
}
