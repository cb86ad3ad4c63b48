package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.RequestCode;
import io.netty.buffer.ByteBuf;

/** Asks for TLS; the answer is one byte, S or N. */
public record SSLRequest() implements FrontendMessage {

    public static final SSLRequest INSTANCE = new SSLRequest();

    public static SSLRequest read(ByteBuf body) {
        int code = BodyReader.readInt(body);
        if (code != RequestCode.SSL) {
            throw new ProtocolViolationException("invalid request code " + code + " (expected: " + RequestCode.SSL + ")");
        }
        BodyReader.end(body, "SSLRequest");
        return INSTANCE;
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.beginUntyped(out);
        out.writeInt(RequestCode.SSL);
        FrameWriter.end(out, frame);
    }
}
