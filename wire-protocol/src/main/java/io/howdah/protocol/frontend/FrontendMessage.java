package io.howdah.protocol.frontend;

import io.netty.buffer.ByteBuf;

/**
 * A message a frontend sends. Each kind has {@code static read(ByteBuf body)}, which takes exactly the body's bytes (of the
 * untyped packets: everything after the length word, their code included) and throws
 * {@link io.howdah.protocol.ProtocolViolationException} for anything that is not one.
 */
public sealed interface FrontendMessage permits StartupMessage, SSLRequest, GSSENCRequest, CancelRequest, PasswordMessage,
        SASLInitialResponse, SASLResponse, Query, Parse, Bind, Describe, Close, Execute, Sync, Flush, Terminate, CopyData,
        CopyDone, CopyFail, FunctionCall {

    /** Writes the whole frame. */
    void write(ByteBuf out);
}
