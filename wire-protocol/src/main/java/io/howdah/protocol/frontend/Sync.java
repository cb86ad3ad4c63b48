package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.netty.buffer.ByteBuf;

/** Ends a batch of the extended protocol, and the skipping of messages after an error; answered by ReadyForQuery. */
public record Sync() implements FrontendMessage {

    public static final Sync INSTANCE = new Sync();

    public static Sync read(ByteBuf body) {
        BodyReader.end(body, "Sync");
        return INSTANCE;
    }

    @Override
    public void write(ByteBuf out) {
        FrameWriter.writeEmpty(out, FrontendType.SYNC);
    }
}
