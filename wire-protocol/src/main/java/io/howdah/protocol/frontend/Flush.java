package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.netty.buffer.ByteBuf;

/** Asks for the answers so far; has no answer of its own. */
public record Flush() implements FrontendMessage {

    public static final Flush INSTANCE = new Flush();

    public static Flush read(ByteBuf body) {
        BodyReader.end(body, "Flush");
        return INSTANCE;
    }

    @Override
    public void write(ByteBuf out) {
        FrameWriter.writeEmpty(out, FrontendType.FLUSH);
    }
}
