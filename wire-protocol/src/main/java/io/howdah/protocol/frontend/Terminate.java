package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.netty.buffer.ByteBuf;

/** Ends the session. */
public record Terminate() implements FrontendMessage {

    public static final Terminate INSTANCE = new Terminate();

    public static Terminate read(ByteBuf body) {
        BodyReader.end(body, "Terminate");
        return INSTANCE;
    }

    @Override
    public void write(ByteBuf out) {
        FrameWriter.writeEmpty(out, FrontendType.TERMINATE);
    }
}
