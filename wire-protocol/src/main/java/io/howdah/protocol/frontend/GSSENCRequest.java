package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.RequestCode;
import io.netty.buffer.ByteBuf;

/** Asks for GSSAPI encryption; the answer is one byte, G or N. */
public record GSSENCRequest() implements FrontendMessage {

    public static final GSSENCRequest INSTANCE = new GSSENCRequest();

    public static GSSENCRequest read(ByteBuf body) {
        int code = BodyReader.readInt(body);
        if (code != RequestCode.GSSENC) {
            throw new ProtocolViolationException("invalid request code " + code + " (expected: " + RequestCode.GSSENC + ")");
        }
        BodyReader.end(body, "GSSENCRequest");
        return INSTANCE;
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.beginUntyped(out);
        out.writeInt(RequestCode.GSSENC);
        FrameWriter.end(out, frame);
    }
}
