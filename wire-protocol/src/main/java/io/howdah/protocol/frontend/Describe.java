package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.ProtocolViolationException;
import io.netty.buffer.ByteBuf;

/** Asks for the description of a statement or a portal. */
public record Describe(byte kind, String name) implements FrontendMessage {

    public static final byte STATEMENT = 'S';
    public static final byte PORTAL = 'P';

    public Describe {
        if (kind != STATEMENT && kind != PORTAL) {
            throw new ProtocolViolationException("invalid DESCRIBE message subtype " + kind + " (expected: 'S' or 'P')");
        }
    }

    public static Describe read(ByteBuf body) {
        byte kind = BodyReader.readByte(body);
        String name = BodyReader.readString(body);
        BodyReader.end(body, "Describe");
        return new Describe(kind, name);
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, FrontendType.DESCRIBE);
        out.writeByte(kind);
        CStrings.write(out, name);
        FrameWriter.end(out, frame);
    }
}
