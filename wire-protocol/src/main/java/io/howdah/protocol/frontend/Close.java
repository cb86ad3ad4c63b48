package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.ProtocolViolationException;
import io.netty.buffer.ByteBuf;

/** Closes a statement or a portal; closing an unknown name succeeds. */
public record Close(byte kind, String name) implements FrontendMessage {

    public static final byte STATEMENT = 'S';
    public static final byte PORTAL = 'P';

    public Close {
        if (kind != STATEMENT && kind != PORTAL) {
            throw new ProtocolViolationException("invalid CLOSE message subtype " + kind + " (expected: 'S' or 'P')");
        }
    }

    public static Close read(ByteBuf body) {
        byte kind = BodyReader.readByte(body);
        String name = BodyReader.readString(body);
        BodyReader.end(body, "Close");
        return new Close(kind, name);
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, FrontendType.CLOSE);
        out.writeByte(kind);
        CStrings.write(out, name);
        FrameWriter.end(out, frame);
    }
}
