package io.howdah.protocol.backend;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.BodyReader;
import io.howdah.protocol.FrameWriter;
import io.netty.buffer.ByteBuf;

/** Answers Bind. */
public record BindComplete() implements BackendMessage {

    public static final BindComplete INSTANCE = new BindComplete();

    public static BindComplete read(ByteBuf body) {
        BodyReader.end(body, "BindComplete");
        return INSTANCE;
    }

    @Override
    public void write(ByteBuf out) {
        FrameWriter.writeEmpty(out, BackendType.BIND_COMPLETE);
    }
}
