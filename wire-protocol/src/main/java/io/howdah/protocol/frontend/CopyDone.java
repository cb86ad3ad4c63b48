package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.netty.buffer.ByteBuf;

/** Ends a COPY stream as complete. */
public record CopyDone() implements FrontendMessage {

    public static final CopyDone INSTANCE = new CopyDone();

    public static CopyDone read(ByteBuf body) {
        BodyReader.end(body, "CopyDone");
        return INSTANCE;
    }

    @Override
    public void write(ByteBuf out) {
        FrameWriter.writeEmpty(out, FrontendType.COPY_DONE);
    }
}
