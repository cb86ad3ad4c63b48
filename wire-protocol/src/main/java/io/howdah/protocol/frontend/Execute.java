package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.netty.buffer.ByteBuf;

/** Runs a portal, for at most {@code maxRows} rows; 0 for all rows. */
public record Execute(String portal, int maxRows) implements FrontendMessage {

    public static Execute read(ByteBuf body) {
        String portal = BodyReader.readString(body);
        int maxRows = BodyReader.readInt(body);
        BodyReader.end(body, "Execute");
        return new Execute(portal, maxRows);
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, FrontendType.EXECUTE);
        CStrings.write(out, portal);
        out.writeInt(maxRows);
        FrameWriter.end(out, frame);
    }
}
